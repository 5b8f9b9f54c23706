/// The verdict at the top of a report.
///
/// Only a certificate whose signature was checked may say more than this, and this version of the program reads none.
enum VerdictBanner {
  static let html = """
    <section class="verdict" aria-labelledby="verdict"><span class="sign" aria-hidden="true">?</span>\
    <div><h2 id="verdict">Not certified</h2>
    <p>No certificate was checked for these trials. The numbers below are what the files say; that the same \
    training gives them again is not shown here.</p></div></section>

    """
}
