/// A share in percent, to one decimal: of 10,000 the part 9,996 is 99.9%, and of 1,000,000 the part 1 less than
/// 0.1%. A part is never called the whole, nor something nothing.
///
/// A part greater than the whole, such as trials that no plan mentions, is more than 100%.
///
/// - Precondition: `part` is not negative, `whole` is not 0.
package func percentage(_ part: Int, of whole: Int) -> String {
  precondition(part >= 0 && whole > 0, "\(part) of \(whole)")
  let rounded = (2000 * part + whole) / (2 * whole)
  let tenths = part < whole ? min(rounded, 999) : rounded
  guard tenths > 0 || part == 0 else { return "less than 0.1%" }
  return tenths % 10 == 0 ? "\(tenths / 10)%" : "\(tenths / 10).\(tenths % 10)%"
}
