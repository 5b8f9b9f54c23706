import Arithmetic
import Encoder

extension Trial {
  /// Runs forward and backward pass of the next update and tells what each operation gives, in order; the
  /// state stays as it is, so that the same can be asked again.
  ///
  /// - Precondition: a perturbation of that update is done.
  public func observeGradients(_ observe: @escaping OperationObserver) {
    precondition(
      specification.perturbation?.update != stepsDone || isPerturbed, "a state without its change")
    model.observer = observe
    defer { model.observer = nil }
    let (record, _) = FloatingPointEnvironment.standard {
      computeGradients { [model] in model.observeForward($0, dropout: $1) }
    }
    // The loss comes about between the two passes; it is told once it is known.
    observe(OperationOutput("loss", shape: [1], [record.loss]))
    for tensor in gradients.layout.tensors where tensor.name.hasPrefix("embeddings.") {
      observe(
        OperationOutput(
          tensor.name.replacing(".", with: "/") + " gradient backward", shape: tensor.shape,
          gradients[tensor.name].array))
    }
    observe(OperationOutput("gradient norm", shape: [1], [record.gradientNorm]))
  }

  /// Applies the update whose gradients `observeGradients` computed last.
  ///
  /// - Returns: false if the norm is not finite: then the trial would end here.
  public func applyObservedGradients() -> Bool {
    FloatingPointEnvironment.standard { apply(update.norms(gradients)) }
  }

  /// Tells what the last update gave: parameters, moments, and the logits of the evaluation after it, where
  /// the schedule has one.
  public func observeState(_ observe: OperationObserver) {
    for tensor in parameters.layout.tensors {
      for (part, arena) in zip(Self.arenaNames, arenas) {
        observe(
          OperationOutput(
            "\(tensor.name) \(part) update", shape: tensor.shape, arena[tensor.range].array))
      }
    }
    guard schedule.evaluationSteps.contains(stepsDone) else { return }
    let result = FloatingPointEnvironment.standard { evaluation.evaluate(model) }
    observe(
      OperationOutput(
        "evaluation/logits forward",
        shape: [result.predictions.count, specification.labels.count], result.logits))
  }
}
