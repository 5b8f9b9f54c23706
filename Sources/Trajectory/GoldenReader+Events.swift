import Files
import Text

extension GoldenReader {
  /// The records in order, read as they are asked for.
  ///
  /// - Parameter step: the first update wanted; records of earlier updates, and the evaluation and
  ///   anchor between them and it, are left out.
  public func events(fromStep step: Int = 0) -> Events { Events(self, fromStep: step) }

  /// Reads the records of a golden in order.
  public struct Events {
    private let reader: GoldenReader
    /// Of each kind of page, in the order of their records.
    private var cursors: [Cursor]

    init(_ reader: GoldenReader, fromStep step: Int) {
      self.reader = reader
      // An evaluation or anchor before the first update belongs to step 0.
      let least = step <= 0 ? 0 : step + 1
      cursors = PageKind.all(reader.schema).map { kind in
        Cursor(reader, kind, from: kind == .steps ? max(0, step) + 1 : least)
      }
    }

    /// The next record; nil after the last.
    ///
    /// - Throws: `InputError` of kind malformed if the file is no longer what was checked.
    public mutating func next() throws -> TrajectoryEvent? {
      var next: (updates: Int, cursor: Int)?
      for index in cursors.indices {
        guard let updates = try cursors[index].updates(reader) else { continue }
        if updates < next?.updates ?? .max { next = (updates, index) }
      }
      return next.flatMap { cursors[$0.cursor].take() }
    }
  }

  /// A place in the table of one kind.
  private struct Cursor {
    private let pages: ArraySlice<PageTable.Page>
    private let from: Int
    private var nextPage: Int
    private var records: PageRecords?
    private var updates: [Int] = []
    private var row = 0

    init(_ reader: GoldenReader, _ kind: PageKind, from: Int) {
      let all = reader.pages[kind]
      pages = all[(all.firstIndex { $0.updates.upperBound >= from } ?? all.endIndex)...]
      nextPage = pages.startIndex
      self.from = from
    }

    /// The number of updates done after the next record; nil at the end.
    mutating func updates(_ reader: GoldenReader) throws -> Int? {
      while row == updates.count, nextPage < pages.endIndex {
        let page = pages[nextPage]
        let records = try reader.records(page)
        self.records = records
        updates = records.updates
        row = updates.firstIndex { $0 >= from } ?? updates.count
        nextPage += 1
      }
      return row < updates.count ? updates[row] : nil
    }

    mutating func take() -> TrajectoryEvent? {
      defer { row += 1 }
      switch records {
      case .steps(let records): return .step(records[row])
      case .evaluations(let records): return .evaluation(records[row])
      case .anchors(let records): return .anchor(records[row])
      case .series(let records): return .series(records[row])
      case nil: return nil
      }
    }
  }

  /// The records of a page, which must be the one that was checked.
  private func records(_ page: PageTable.Page) throws -> PageRecords {
    if let records = page.records { return records }
    var hasher = DigestHasher()
    let records = try pageReader.records(at: page.place.lowerBound, end: page.place.upperBound) {
      stored, _ in hasher.update(stored)
    }
    guard hasher.finalize() == page.digest else {
      throw InputError.malformed(
        pageReader.source.name, at: page.place.lowerBound, "the page changed while it was read")
    }
    return records
  }
}
