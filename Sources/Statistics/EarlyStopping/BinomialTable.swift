/// Binomial coefficients as doubles.
struct BinomialTable: Sendable {
  /// Largest n and k.
  let n: Int
  let k: Int
  private let entries: [Double]

  /// C(0...n, 0...k), with k lowered to where C(n, k) stays finite. Relative error below n ULPs.
  init(n: Int, k: Int) {
    precondition(n >= 0 && k >= 0, "C(\(n), \(k))")
    var row: [Double] = [1]
    let largest = min(n, k)
    // The last row first, to see how far it can be held.
    for i in stride(from: 1, through: largest, by: 1) {
      let next = row[i - 1] * Double(n - i + 1) / Double(i)
      if next > 1e300 { break }
      row.append(next)
    }
    self.n = n
    self.k = row.count - 1
    let width = row.count
    var entries = [Double](repeating: 0, count: (n + 1) * width)
    entries[0] = 1
    for i in stride(from: 1, through: n, by: 1) {
      entries[i * width] = 1
      for j in stride(from: 1, to: width, by: 1) {
        entries[i * width + j] = entries[(i - 1) * width + j - 1] + entries[(i - 1) * width + j]
      }
    }
    self.entries = entries
  }

  /// C(n, k); 0 where k < 0 or k > n.
  ///
  /// - Precondition: 0 <= n <= the table's, k <= the table's.
  subscript(n: Int, k: Int) -> Double { k < 0 ? 0 : entries[n * (self.k + 1) + k] }
}
