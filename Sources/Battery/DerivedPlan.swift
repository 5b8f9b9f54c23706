import Experiment
import Files
import Foundation
import Text

/// A plan with some keys changed, for runs of this program: its folders as whole paths, so that it can lie anywhere.
struct DerivedPlan: Sendable {
  /// A key by the keys above it, and the word that it gets.
  typealias Change = (keys: [String], value: YAMLDocument.Value)

  let plan: ExperimentPlan
  private let root: YAMLDocument.Value

  /// - Parameter stepLimit: `max_steps`, where it is not the plan's.
  init(_ plan: ExperimentPlan, stepLimit: Int?) throws {
    self.plan = plan
    let file = InputFile(name: plan.path, content: plan.bytes)
    var root = try YAMLDocument(file.text(), path: plan.path).root
    func set(_ key: String, _ path: String) {
      let whole = path.hasPrefix("/") ? path : FileManager.default.currentDirectoryPath + "/" + path
      root = root.setting([key], to: .text(whole))
    }
    if let data = plan.data { set("data", data.path) }
    if case .folder(let path)? = plan.model { set("model", path) }
    if let stepLimit { root = root.setting(["protocol", "max_steps"], to: .word("\(stepLimit)")) }
    self.root = root
  }

  /// Writes it, with further changes.
  func write(to path: String, _ changes: [Change] = []) throws {
    var root = root
    for change in changes { root = root.setting(change.keys[...], to: change.value) }
    try AtomicFile.write(Array((root.written + "\n").utf8), to: path)
  }
}
