import CKernels

// MARK: - Softmax and cross entropy

extension ArithmeticUnit {
  /// Softmax of each row, in place, on the calling thread: for use inside `parallelFor`.
  ///
  ///     t = s * scale;  e = exp(t - max t);  s = e / sum(e)
  ///
  /// - Shapes: `scores`: [queries, keys].
  /// - Rounding: each operation; `exp` correctly; the sum is a row reduction.
  /// - Edge cases: +inf or NaN in a row makes all of it NaN, and so do nothing but -inf.
  public func softmaxSerially(_ scores: Matrix, scale: Float) {
    scores.requireRows("scores")
    guard scores.columns > 0 else { return }
    if let device { return device.softmax(scores, scale: scale) }
    withExtendedLifetime(scores) {
      FloatingPointEnvironment.standard {
        ck_softmax(isa, scores.base, scores.rowStride, scores.rows, scores.columns, scale)
      }
    }
  }

  /// The gradient of softmax by its result `p`, in place of `dp`, on the calling thread.
  ///
  ///     dp = ((dp - sum(dp * p)) * p) * scale
  ///
  /// - Shapes: `p`, `dp`: [queries, keys].
  /// - Rounding: each operation; the sum is a row reduction.
  public func softmaxGradientSerially(_ p: Matrix, _ dp: Matrix, scale: Float) {
    p.requireRows("p")
    dp.require("dp", rows: p.rows, columns: p.columns)
    if let device { return device.softmaxGradient(p, dp, scale: scale) }
    withExtendedLifetime((p, dp)) {
      FloatingPointEnvironment.standard {
        ck_softmax_gradient(
          isa, dp.base, dp.rowStride, p.base, p.rowStride, p.rows, p.columns, scale)
      }
    }
  }

  /// The mean cross entropy of a batch and, if asked for, its gradient. Serial.
  ///
  ///     z = l - max l;  e = exp64(z);  loss = log64(sum e) - z[label]
  ///     gradient = (e / sum e - [j == label]) / B
  ///
  /// - Shapes: `logits`, `gradient` (out): [B, K]; `labels`: [B].
  /// - Rounding: in binary64, sums ascending; the mean and each gradient are rounded to binary32 once.
  /// - Edge cases: +inf or NaN among the logits gives the loss `0x7fc00000`.
  /// - Precondition: B and K are at least 1, labels in `0..<K`.
  public func crossEntropy(_ logits: Matrix, labels: [Int32], gradient: Matrix?) -> Float {
    logits.requireRows("logits")
    gradient?.require("gradient", rows: logits.rows, columns: logits.columns)
    precondition(
      logits.rows > 0 && labels.count == logits.rows,
      "\(labels.count) labels for \(logits.rows) x \(logits.columns) logits")
    precondition(
      labels.allSatisfy { $0 >= 0 && Int($0) < logits.columns },
      "labels \(labels) of \(logits.columns) classes")
    if let device {
      return device.crossEntropy(logits, labels: labels, gradient: gradient)
    }
    return withExtendedLifetime((logits, gradient)) {
      FloatingPointEnvironment.standard {
        ck_cross_entropy(
          isa, gradient?.base, gradient?.rowStride ?? 0, logits.base, logits.rowStride, labels,
          logits.rows, logits.columns)
      }
    }
  }
}
