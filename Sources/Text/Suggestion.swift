/// `did you mean 'epochs'?`, if one of `words` is close to `word`.
package func didYouMean(_ word: String, among words: [String]) -> String? {
  guard word.utf8.count <= 64 else { return nil }
  let closest = words.map { (word: $0, distance: editDistance(word, $0)) }
    .min { $0.distance < $1.distance }
  guard let closest, closest.distance <= max(1, word.utf8.count / 3) else { return nil }
  return "did you mean '\(closest.word)'?"
}

/// The least number of bytes to insert, delete, replace or swap with a neighbour that turns one
/// text into the other.
///
/// - Source: the restricted distance of Damerau and Levenshtein.
func editDistance(_ first: String, _ second: String) -> Int {
  let a = Array(first.utf8)
  let b = Array(second.utf8)
  var beforePrevious = [Int](repeating: 0, count: b.count + 1)
  var previous = Array(0...b.count)
  for i in 0..<a.count {
    var row = [i + 1]
    for j in 0..<b.count {
      var cost = min(row[j], previous[j + 1]) + 1
      cost = min(cost, previous[j] + (a[i] == b[j] ? 0 : 1))
      if i > 0, j > 0, a[i] == b[j - 1], a[i - 1] == b[j] {
        cost = min(cost, beforePrevious[j - 1] + 1)
      }
      row.append(cost)
    }
    beforePrevious = previous
    previous = row
  }
  return previous[b.count]
}
