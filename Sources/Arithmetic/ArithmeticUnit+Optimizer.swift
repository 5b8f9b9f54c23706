import CKernels

/// The constants of one AdamW update; each is formed in binary64 and rounded to binary32 once.
public struct AdamWConstants: Sendable {
  let kernel: ck_adamw

  /// - Parameters:
  ///   - decay: 1 - rate * weight decay; 1 for none.
  ///   - correction2: sqrt(1 - beta2^t).
  ///   - stepSize: rate / (1 - beta1^t).
  ///   - gradientScale: the clipping coefficient.
  public init(
    decay: Float, oneMinusBeta1: Float, beta2: Float, oneMinusBeta2: Float, correction2: Float,
    epsilon: Float, stepSize: Float, gradientScale: Float
  ) {
    kernel = ck_adamw(
      decay: decay, one_minus_beta1: oneMinusBeta1, beta2: beta2, one_minus_beta2: oneMinusBeta2,
      correction2: correction2, epsilon: epsilon, step_size: stepSize,
      gradient_scale: gradientScale)
  }
}

/// The constants of one update of BERT's own Adam, which does not correct its bias.
public struct BertAdamConstants: Sendable {
  let kernel: ck_bert_adam

  /// - Parameters:
  ///   - weightDecay: 0 for none.
  ///   - gradientScale: the clipping coefficient.
  public init(
    beta1: Float, oneMinusBeta1: Float, beta2: Float, oneMinusBeta2: Float, epsilon: Float,
    weightDecay: Float, learningRate: Float, gradientScale: Float
  ) {
    kernel = ck_bert_adam(
      beta1: beta1, one_minus_beta1: oneMinusBeta1, beta2: beta2, one_minus_beta2: oneMinusBeta2,
      epsilon: epsilon, weight_decay: weightDecay, learning_rate: learningRate,
      gradient_scale: gradientScale)
  }
}

// MARK: - Optimizers

extension ArithmeticUnit {
  /// One AdamW update of a range of parameters.
  ///
  /// - Rounding: each operation of the formula in `README.md` of this room, "An update".
  /// - Precondition: equal counts, four places in memory.
  /// - Source: Loshchilov and Hutter 2019 (arXiv:1711.05101); the order of `torch.optim.AdamW`.
  public func adamW(_ p: Vector, _ g: Vector, m: Vector, v: Vector, _ k: AdamWConstants) {
    require(p, g, m, v)
    if let device { return device.adamW(p, g, m: m, v: v, k) }
    withExtendedLifetime((p, g, m, v)) {
      withUnsafePointer(to: k.kernel) { kernel in
        forEachBlock(.optimizer, of: p.count) { range in
          let i = range.lowerBound
          ck_adamw(isa, p.base + i, g.base + i, m.base + i, v.base + i, range.count, kernel)
        }
      }
    }
  }

  /// One update of a table of which some rows were never in a batch: their gradients and moments are +0,
  /// and they get the bits that `adamW` would give them, without the moments being touched.
  ///
  /// - Precondition: `active` has one flag a row; the four have one shape and contiguous rows.
  public func adamW(
    _ p: Matrix, _ g: Matrix, m: Matrix, v: Matrix, active: [Bool], _ k: AdamWConstants
  ) {
    precondition(active.count == p.rows, "\(active.count) flags for \(p.rows) rows")
    // A device updates all rows: the bits are the same, and the flags need not be sent.
    if device != nil { return adamW(p.vector, g.vector, m: m.vector, v: v.vector, k) }
    let rowsPerBlock = 64
    parallelFor(blocks: (p.rows + rowsPerBlock - 1) / rowsPerBlock, phase: .optimizer) { block in
      let end = min((block + 1) * rowsPerBlock, p.rows)
      var row = block * rowsPerBlock
      while row < end {
        // A run of rows of one kind.
        var next = row + 1
        while next < end, active[next] == active[row] { next += 1 }
        let run = p.rows(row..<next).vector
        if active[row] {
          adamW(
            run, g.rows(row..<next).vector, m: m.rows(row..<next).vector,
            v: v.rows(row..<next).vector, k)
        } else if k.kernel.decay != 1 {
          decay(run, by: k.kernel.decay)
        }
        row = next
      }
    }
  }

  /// `p = p * factor`.
  func decay(_ p: Vector, by factor: Float) {
    if let device { return device.adamWDecay(p, factor) }
    withExtendedLifetime(p) {
      forEachBlock(.optimizer, of: p.count) { range in
        ck_adamw_decay(isa, p.base + range.lowerBound, range.count, factor)
      }
    }
  }

  /// One update of BERT's Adam of a range of parameters.
  ///
  /// - Rounding: each operation of the formula in `README.md` of this room, "An update".
  /// - Precondition: equal counts, four places in memory.
  /// - Source: the optimizer of Devlin et al. 2019 (arXiv:1810.04805).
  public func bertAdam(_ p: Vector, _ g: Vector, m: Vector, v: Vector, _ k: BertAdamConstants) {
    require(p, g, m, v)
    if let device { return device.bertAdam(p, g, m: m, v: v, k) }
    withExtendedLifetime((p, g, m, v)) {
      withUnsafePointer(to: k.kernel) { kernel in
        forEachBlock(.optimizer, of: p.count) { range in
          let i = range.lowerBound
          ck_bert_adam(isa, p.base + i, g.base + i, m.base + i, v.base + i, range.count, kernel)
        }
      }
    }
  }

  private func require(_ p: Vector, _ g: Vector, _ m: Vector, _ v: Vector) {
    g.require("g", count: p.count)
    m.require("m", count: p.count)
    v.require("v", count: p.count)
  }
}
