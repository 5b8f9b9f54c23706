import Files
import Statistics
import Text

extension ExperimentFolder {
  /// Puts this plan, which differs in its stop rule only, in the place of the folder's.
  ///
  /// Nobody runs trials of the folder meanwhile. Goldens stay as they are: those that the new rule does not stop where
  /// the old one did are of trials that are not done.
  ///
  /// - Throws: `InputError` if a process uses the folder, or a golden goes on where the new rule ends its trial. Nothing
  ///   is changed then.
  func changeRule() throws {
    let lock = try FolderLock(path, for: .changing)
    defer { lock.release() }
    try checkUnclaimed()
    try checkLengths()
    try AtomicFile.write(plan.bytes, to: planPath)
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
