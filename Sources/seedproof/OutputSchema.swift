import Text

/// The JSON documents that commands print, each by the name and version in its member `schema`.
///
/// `JSON.md` of this room describes their members, and a test holds it to what is printed. A new member leaves the
/// version as it is; one that goes, or means something else, makes the next.
enum OutputSchema: String, CaseIterable {
  case accept = "seedproof-accept/1"
  case analyze = "seedproof-analyze/1"
  case audit = "seedproof-audit/1"
  case bench = "seedproof-bench/1"
  case certificateCheck = "seedproof-certificate-check/1"
  case certificateKeys = "seedproof-certificate-keygen/1"
  case certificateMerge = "seedproof-certificate-merge/1"
  case certificatePlan = "seedproof-certificate-plan/1"
  case certificateStamp = "seedproof-certificate-stamp/1"
  case certify = "seedproof-certify/1"
  case compare = "seedproof-compare/1"
  case demo = "seedproof-demo/1"
  case devices = "seedproof-devices/1"
  case diff = "seedproof-diff/1"
  case export = "seedproof-export/1"
  case fetch = "seedproof-fetch/1"
  case grid = "seedproof-grid/1"
  case gridEstimate = "seedproof-grid-estimate/1"
  case gridList = "seedproof-grid-list/1"
  case gridProgress = "seedproof-grid-progress/1"
  case gridSlurm = "seedproof-grid-slurm/1"
  case gridStatus = "seedproof-grid-status/1"
  case planDiff = "seedproof-plan-diff/1"
  case report = "seedproof-report/1"
  case show = "seedproof-show/1"
  case streams = "seedproof-streams/1"
  case streamsProfiles = "seedproof-streams-profiles/1"
  case streamsWhich = "seedproof-streams-which/1"
  case train = "seedproof-train/1"
  case verify = "seedproof-verify/1"

  /// `document` with the member `schema`, on one line; members that have an order stay in it, after that.
  ///
  /// - Precondition: an object without such a member.
  func text(of document: JSONValue) -> String {
    let own = JSONValue.string(rawValue)
    switch document {
    case .object(let members):
      let merged = members.merging(["schema": own]) { _, _ in
        preconditionFailure("a document of \(rawValue) has a schema already")
      }
      return JSONValue.object(merged).canonical
    case .ordered(let members):
      precondition(!members.contains { $0.key == "schema" }, "a schema in \(rawValue)")
      return JSONValue.ordered([(key: "schema", value: own)] + members).text
    default: preconditionFailure("a document of \(rawValue) is no object")
    }
  }

  /// Prints `document`, which says what it is.
  func print(_ document: JSONValue) { Swift.print(text(of: document)) }
}
