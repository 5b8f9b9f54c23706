import Foundation

/// One trial of a grid: a seed of each kind.
public struct Cell: Hashable, Sendable {
  /// The seed of the weight initialization.
  public let wi: UInt32
  /// The seed of the data order.
  public let `do`: UInt32

  public init(wi: UInt32, do dataOrder: UInt32) {
    self.wi = wi
    self.do = dataOrder
  }

  /// The name of the cell's golden: `wi=003,do=007.golden`.
  public var fileName: String { "wi=\(wi.digits(3)),do=\(`do`.digits(3)).golden" }

  /// The cell whose golden has this name; nil for any other name.
  public init?(fileName: String) {
    guard fileName.hasPrefix("wi="), fileName.hasSuffix(".golden") else { return nil }
    let parts = fileName.dropFirst(3).dropLast(7).components(separatedBy: ",do=")
    guard parts.count == 2, let wi = UInt32(parts[0]), let dataOrder = UInt32(parts[1]) else {
      return nil
    }
    self.init(wi: wi, do: dataOrder)
    guard self.fileName == fileName else { return nil }
  }
}

extension Cell: CustomStringConvertible {
  /// `wi=3,do=7`
  public var description: String { "wi=\(wi),do=\(`do`)" }
}

extension Cell: Comparable {
  /// By `wi`, then by `do`.
  public static func < (left: Cell, right: Cell) -> Bool {
    (left.wi, left.do) < (right.wi, right.do)
  }
}

/// The cells of a plan, in plan order: by `wi`, then by `do`, each as the plan lists them.
public struct CellGrid: Sendable, Equatable, RandomAccessCollection {
  /// The greatest number of cells of a plan.
  public static let limit = 10_000_000

  public let wi: SeedSet
  public let `do`: SeedSet

  /// - Returns: nil if there are more than `limit` cells.
  public init?(wi: SeedSet, do dataOrder: SeedSet) {
    // Both counts are at most 2^32, so that their product fits.
    guard wi.count <= CellGrid.limit, wi.count * dataOrder.count <= CellGrid.limit else {
      return nil
    }
    self.wi = wi
    self.do = dataOrder
  }

  public var startIndex: Int { 0 }
  public var endIndex: Int { wi.count * `do`.count }

  public subscript(position: Int) -> Cell {
    precondition(position >= 0 && position < endIndex, "cell \(position) of \(endIndex)")
    let (row, column) = position.quotientAndRemainder(dividingBy: `do`.count)
    return Cell(wi: wi[row], do: `do`[column])
  }

  /// Where `cell` stands in the plan; nil where it does not.
  public func position(of cell: Cell) -> Int? {
    guard let row = wi.position(of: cell.wi), let column = `do`.position(of: cell.do) else {
      return nil
    }
    return row * `do`.count + column
  }

  /// Whether the plan holds `cell`.
  public func contains(_ cell: Cell) -> Bool { wi.contains(cell.wi) && `do`.contains(cell.do) }
}

extension CellGrid: CustomStringConvertible {
  /// The seeds as in an experiment file, those of a long list by its first ones: `wi 1...3, do [1, 3, 7]`.
  public var description: String { "wi \(wi.shortened), do \(`do`.shortened)" }
}
