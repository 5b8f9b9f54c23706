import External
import Judgement
import Processes
import Text

/// One thing to change about the runs of a trial.
struct Variation: Sendable {
  /// What it is called, and what it means where it differs.
  struct Label: Sendable, Equatable {
    let name: String
    let text: String
    let factor: String
    let pin: String

    init(_ name: String, _ text: String, factor: String, pin: String) {
      (self.name, self.text, self.factor, self.pin) = (name, text, factor, pin)
    }
  }

  let label: Label
  /// Those that take longer are begun first.
  var cost = 1
  /// Runs the trial with this changed and compares it with the reference; nil for the detail where nothing is to be
  /// added.
  let run: @Sendable () throws -> (VariationResult.Finding, detail: String?)

  init(
    _ label: Label, cost: Int = 1,
    run: @escaping @Sendable () throws -> (VariationResult.Finding, detail: String?)
  ) {
    (self.label, self.cost, self.run) = (label, cost, run)
  }

  /// One that cannot be run here.
  init(_ label: Label, obstacle: String) {
    self.init(label, cost: 0) { (.notRun(obstacle), nil) }
  }

  /// What is found; a run that fails says nothing of the bits.
  func result() throws -> VariationResult {
    var found: (finding: VariationResult.Finding, detail: String?)
    do {
      found = try run()
    } catch let interrupted as Interrupted {
      throw interrupted
    } catch {
      found = (.notRun(String(describing: error).printable), nil)
    }
    return VariationResult(
      name: label.name, text: label.text, factor: label.factor, pin: label.pin,
      finding: found.finding, detail: found.detail)
  }

  /// The label of the run that changes nothing.
  static let rerun = Label(
    VariationResult.rerun, "a fresh process", factor: "chance", pin: "find what is drawn anew")

  /// The label of a run that is killed and taken up.
  static func killed(_ number: Int) -> Label {
    Label(
      "kill-\(number)", "killed and resumed", factor: "whether a run was resumed",
      pin:
        "save and load the whole state: weights, moments, schedule, place in the data, generators")
  }

  /// The label of a run beside another one.
  static let neighbour = Label(
    "busy-neighbour", "beside another trial", factor: "what else the machine does",
    pin: "run it alone")
}

/// Something that the battery must see.
struct ControlRun: Sendable {
  let name: String
  var cost = 1
  let run: @Sendable () throws -> BatteryControl.Finding

  /// What is found; a control that fails is missed.
  func result() throws -> BatteryControl {
    do {
      return BatteryControl(name, try run())
    } catch let interrupted as Interrupted {
      throw interrupted
    } catch {
      return BatteryControl(name, .missed("it cannot be run: \(error)".printable))
    }
  }
}
