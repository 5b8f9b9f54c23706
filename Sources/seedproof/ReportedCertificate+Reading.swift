import Attestation
import Files
import Judgement
import Report
import Text
import Verification

extension ReportedCertificate {
  /// Looks for a certificate in `input`, and compares it with the folder and what the reader brings.
  ///
  /// - Throws: `InputError` if the folder has no plan that can be read.
  init(
    _ input: String, _ grounds: CertificateCheck.Grounds, _ reader: CertificateReaderOptions
  ) throws {
    let path = FilePlace.path(of: CertificateFile.name, in: input)
    guard FileEntry.isFolder(input), !FileEntry.isMissing(path) else {
      self.init(input: input, state: .none)
      return
    }
    var grounds = grounds
    grounds.folder = try RecordedGrid(at: input)
    do {
      let file = try CertificateFile(path)
      try reader.addTimes(to: &grounds, of: path)
      let check = try CertificateCheck(file, grounds)
      self.init(input: input, state: .read(check, isSigned: !grounds.keys.isEmpty))
    } catch let error as InputError { self.init(input: input, state: .refused(error)) }
  }

  /// One line for people, where there is something to say.
  ///
  /// - Parameter isAsked: whether a key was named, so that a certificate is expected.
  func line(isAsked: Bool) -> String? {
    switch state {
    case .none: isAsked ? "\(input): has no certificate" : nil
    case .refused(let error): "certificate refused: \(error)"
    case .read(let check, let isSigned):
      "certificate \(isSigned ? check.result.rawValue : standing.rawValue): \(input)"
    }
  }

  /// That of `certificate verify` if a key was named. Without one nobody asked for a check, and only
  /// what fails does.
  func exitStatus(isAsked: Bool) -> Int32 {
    switch standing {
    case .certified: ExitStatus.success
    case .failed: ExitStatus.differs
    case .refused: ExitStatus.malformed
    case .doubtful, .unchecked, .none:
      isAsked ? ExitStatus.unverifiable : ExitStatus.success
    }
  }
}
