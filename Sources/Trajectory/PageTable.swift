import Files

/// Where the pages of a golden stand, and what their bytes were when the file was checked.
struct PageTable: Sendable {
  struct Page: Sendable {
    let kind: PageKind
    let firstRow: Int
    let rows: Int
    /// The page's bytes in the file.
    let place: Range<Int>
    /// SHA-256 of the stored bytes: a page that is read again must be the one that was checked.
    let digest: Digest
    /// The number of updates done after the first and the last record.
    let updates: ClosedRange<Int>
    /// What was checked, where it is kept: then nothing is read again.
    let records: PageRecords?
  }

  private var pages: [PageKind: [Page]] = [:]
  private(set) var skippedCount = 0
  /// The number of updates and the kind of the last full page, which orders pages in the file.
  private var lastFull: (updates: Int, kind: UInt8) = (-1, 0)
  private var lastPartial: UInt8 = 0

  subscript(kind: PageKind) -> [Page] { pages[kind] ?? [] }

  func rowCount(_ kind: PageKind) -> Int { self[kind].last.map { $0.firstRow + $0.rows } ?? 0 }

  mutating func skip() { skippedCount += 1 }

  /// Adds the next page of the file.
  ///
  /// A full page stands where its last record made it full, so before pages that were full later;
  /// pages that were never full come last. Thus one trajectory has one order of pages.
  ///
  /// - Returns: the reason if the page may not stand here.
  mutating func append(_ page: Page, isFull: Bool) -> String? {
    guard page.firstRow == rowCount(page.kind) else { return "the page skips or repeats records" }
    if let last = self[page.kind].last, page.kind != .steps {
      guard page.updates.lowerBound > last.updates.upperBound else {
        return "records are not in order"
      }
    }
    if isFull {
      guard lastPartial == 0, (page.updates.upperBound, page.kind.code) > lastFull else {
        return "pages are not in order"
      }
      lastFull = (page.updates.upperBound, page.kind.code)
    } else {
      guard page.kind.code > lastPartial else { return "pages are not in order" }
      lastPartial = page.kind.code
    }
    pages[page.kind, default: []].append(page)
    return nil
  }
}
