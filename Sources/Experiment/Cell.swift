import Foundation

/// One trial of a grid: a seed of each kind, and how far its state is perturbed.
public struct Cell: Hashable, Sendable {
  /// The seed of the weight initialization.
  public let wi: UInt32
  /// The seed of the data order.
  public let `do`: UInt32
  /// Units in the last place by which the plan's perturbation changes the state; 0 in a plain trial.
  public let ulps: UInt32

  public init(wi: UInt32, do dataOrder: UInt32, ulps: UInt32 = 0) {
    self.wi = wi
    self.do = dataOrder
    self.ulps = ulps
  }

  /// The name of the cell's golden: `wi=003,do=007.golden`, of a perturbed trial `wi=003,do=007,ulps=2.golden`.
  public var fileName: String {
    "wi=\(wi.digits(3)),do=\(`do`.digits(3))\(ulps == 0 ? "" : ",ulps=\(ulps)").golden"
  }

  /// The cell whose golden has this name; nil for any other name.
  public init?(fileName: String) {
    guard fileName.hasSuffix(".golden") else { return nil }
    let parts = fileName.dropLast(7).split(separator: ",", omittingEmptySubsequences: false)
    func value(_ place: Int, _ key: String) -> UInt32? {
      parts[place].hasPrefix(key) ? UInt32(parts[place].dropFirst(key.count)) : nil
    }
    guard 2...3 ~= parts.count, let wi = value(0, "wi="), let dataOrder = value(1, "do="),
      let ulps = parts.count == 2 ? 0 : value(2, "ulps=")
    else { return nil }
    self.init(wi: wi, do: dataOrder, ulps: ulps)
    guard self.fileName == fileName else { return nil }
  }
}

extension Cell: CustomStringConvertible {
  /// `wi=3,do=7`, of a perturbed trial `wi=3,do=7,ulps=2`.
  public var description: String { "wi=\(wi),do=\(`do`)\(ulps == 0 ? "" : ",ulps=\(ulps)")" }
}

extension Cell: Comparable {
  /// By `wi`, then by `do`, then by `ulps`.
  public static func < (left: Cell, right: Cell) -> Bool {
    (left.wi, left.do, left.ulps) < (right.wi, right.do, right.ulps)
  }
}

/// The cells of a plan, in plan order: by `wi`, then by `do`, then by `ulps`, each as the plan lists them.
public struct CellGrid: Sendable, Equatable, RandomAccessCollection {
  /// The greatest number of cells of a plan.
  public static let limit = 10_000_000

  public let wi: SeedSet
  public let `do`: SeedSet
  /// 0 alone in a plan without perturbation.
  public let ulps: SeedSet

  /// - Returns: nil if there are more than `limit` cells.
  public init?(wi: SeedSet, do dataOrder: SeedSet, ulps: SeedSet = .zero) {
    // A count is at most 2^32, and what is beyond the limit is cut, so that the products fit.
    let count = [dataOrder.count, ulps.count].reduce(wi.count) {
      Swift.min($0, CellGrid.limit + 1) * $1
    }
    guard count <= CellGrid.limit else { return nil }
    self.wi = wi
    self.do = dataOrder
    self.ulps = ulps
  }

  public var startIndex: Int { 0 }
  public var endIndex: Int { wi.count * `do`.count * ulps.count }

  public subscript(position: Int) -> Cell {
    precondition(position >= 0 && position < endIndex, "cell \(position) of \(endIndex)")
    let (pair, change) = position.quotientAndRemainder(dividingBy: ulps.count)
    let (row, column) = pair.quotientAndRemainder(dividingBy: `do`.count)
    return Cell(wi: wi[row], do: `do`[column], ulps: ulps[change])
  }

  /// Where `cell` stands in the plan; nil where it does not.
  public func position(of cell: Cell) -> Int? {
    guard let row = wi.position(of: cell.wi), let column = `do`.position(of: cell.do),
      let change = ulps.position(of: cell.ulps)
    else { return nil }
    return (row * `do`.count + column) * ulps.count + change
  }

  /// Whether the plan holds `cell`.
  public func contains(_ cell: Cell) -> Bool {
    wi.contains(cell.wi) && `do`.contains(cell.do) && ulps.contains(cell.ulps)
  }
}

extension CellGrid: CustomStringConvertible {
  /// The seeds as in an experiment file, those of a long list by its first ones: `wi 1...3, do [1, 3, 7]`; of a plan with a
  /// perturbation `wi 1, do 1, ulps 0...7`.
  public var description: String {
    "wi \(wi.shortened), do \(`do`.shortened)" + (ulps == .zero ? "" : ", ulps \(ulps.shortened)")
  }
}
