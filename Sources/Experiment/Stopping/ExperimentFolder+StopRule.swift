import Files
import Statistics
import Text

extension ExperimentFolder {
  /// Who changes the plan of a folder is waited for so long.
  private static let patience = Duration.seconds(10)

  /// Puts this plan, which differs in its stop rule only, in the place of the folder's.
  ///
  /// Nobody runs trials of the folder meanwhile. Goldens stay as they are: those that the new rule does not stop where
  /// the old one did are of trials that are not done. Of several processes that are asked for the same rule one puts it
  /// there, and the others find it.
  ///
  /// - Throws: `InputError` if a process runs trials by another rule, or a golden goes on where the new rule ends its
  ///   trial. Nothing is changed then.
  func changeRule(_ stop: StopOption?) throws {
    try withRule(stop) { try AtomicFile.write(plan.bytes, to: planPath) }
  }

  /// Sees that the rule can be changed, and changes nothing.
  ///
  /// - Throws: `InputError` as `changeRule`.
  func checkRuleChange(_ stop: StopOption?) throws { try withRule(stop) {} }

  /// Does `body` while nobody else uses the folder, unless another process has given it this plan by now.
  private func withRule(_ stop: StopOption?, _ body: () throws -> Void) throws {
    guard let lock = try lockForChange(stop) else { return }
    defer { lock.release() }
    guard try needsRule(stop) else { return }
    try checkUnclaimed()
    try checkLengths()
    try body()
  }

  /// The folder's lock; nil if another process has given the folder this plan by now.
  ///
  /// - Throws: `InputError` if trials run by another plan.
  private func lockForChange(_ stop: StopOption?) throws -> FolderLock? {
    for attempt in 1... {
      do { return try FolderLock(path, for: .changing) } catch {
        // Who has the folder may have been asked for the same rule. It is waited for who changes the plan; while trials run
        // the plan stays what it is.
        let lock = try FolderLock(path, for: .running, patience: Self.patience)
        defer { lock.release() }
        guard try needsRule(stop) else { return nil }
        // Who changed the folder may have changed something else, or only looked at it.
        guard attempt < 3 else { throw error }
      }
    }
    return nil
  }

  /// Sees that no golden goes on where the rule ends its trial, as far as that is decided.
  private func checkLengths() throws {
    guard let rule = plan.stop, let first = goldenCells().min() else { return }
    let standings = FolderStandings(self)
    let board = StopBoard(try standings.standing(of: first)?.schedule, plan.cells, standings)
    for start in stride(from: 0, to: plan.cells.count, by: rule.started) {
      _ = try board.turn(of: plan.cells[start])
    }
  }
}
