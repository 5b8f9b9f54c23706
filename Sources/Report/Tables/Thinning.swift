import Foundation

/// Which rows of a long table to print.
enum Thinning {
  /// 1, 2, 5, 10, 20, 50 and so on, and `count` itself.
  static func oneTwoFive(upTo count: Int) -> [Int] {
    var result: [Int] = []
    var power = 1
    while power <= count {
      result += [power, 2 * power, 5 * power].filter { $0 < count }
      power *= 10
    }
    return count > 0 ? result + [count] : []
  }

  /// At most `limit` indices below `count`, evenly spread, with the first and the last.
  static func evenly(_ count: Int, atMost limit: Int) -> [Int] {
    guard count > limit else { return Array(0..<count) }
    return (0..<limit).map { $0 * (count - 1) / (limit - 1) }
  }

  /// All of 1...`dense`, then about `limit` more on a logarithmic scale, and `count` itself.
  static func logarithmic(_ count: Int, dense: Int = 30, limit: Int = 40) -> [Int] {
    guard count > dense + limit else { return count > 0 ? Array(1...count) : [] }
    var result = Array(1...dense)
    let ratio = pow(Double(count) / Double(dense), 1 / Double(limit))
    var value = Double(dense)
    for _ in 1..<limit {
      value *= ratio
      if Int(value) > result[result.count - 1] { result.append(Int(value)) }
    }
    result.append(count)
    return result
  }
}
