/// What a kernel makes of fixed inputs, as one number: the same on every machine and device.
///
/// The inputs and digests are those of `ci/kernel-digests`, where the kernels of processors give them.
enum KernelDigest: String, CaseIterable {
  case exp, expm1, tanh, erf, log, gelu
  case geluGradient = "gelu-gradient"
  case tanhGradient = "tanh-gradient"
  case sums
  case columnSums = "column-sums"
  case residualLayerNorm = "residual-layer-norm"
  case layerNorm = "layer-norm"
  case softmax
  case crossEntropy = "cross-entropy"
  case embedding, dropout
  case adamW = "adamw"
  case bertAdam = "bert-adam"
  case products
  case gatheredSums = "gathered-sums"
  case decayAndAdd = "decay-and-add"
  case exp64AndLog64 = "exp64-log64"
  case smallProducts = "small-products"
  case attention
  case rows
  case large

  /// The digest that every right kernel gives.
  var recorded: UInt64 {
    switch self {
    case .exp: 0x7c88_7357_6dad_6b28
    case .expm1: 0x4822_03cc_b88e_cd59
    case .tanh: 0x70ac_ce01_cb21_e1c5
    case .erf: 0x2eba_e37a_60ff_efbe
    case .log: 0xac5b_8fba_0248_fdf3
    case .gelu: 0xa145_a7d3_43f2_2007
    case .geluGradient: 0x565d_f8bf_67c7_dd02
    case .tanhGradient: 0xb774_6a81_ccf6_2a7f
    case .sums: 0x5107_3e18_9f51_5590
    case .columnSums: 0xc93f_d26c_bc79_256c
    case .residualLayerNorm: 0x6d81_792c_4b9d_c6b9
    case .layerNorm: 0x45a6_d954_645c_ab81
    case .softmax: 0x91c7_9d3a_83fd_7447
    case .crossEntropy: 0x1cce_4cdd_11f0_82cd
    case .embedding: 0xd42b_860c_88ed_23ef
    case .dropout: 0x8d5f_aacf_dfb6_91d7
    case .adamW: 0x795d_ef66_5b39_e822
    case .bertAdam: 0xe60a_f866_8d68_276e
    case .products: 0x3c77_cb55_13f3_3ed5
    case .gatheredSums: 0x6710_2c26_172c_1a05
    case .decayAndAdd: 0x8de2_ba43_fa3b_6d50
    case .exp64AndLog64: 0xcb43_d67f_974d_dfe6
    case .smallProducts: 0xa504_f8ed_e080_e1b0
    case .attention: 0xd182_57a4_22be_6aff
    case .large: 0x83a9_5ef0_535b_8d29
    case .rows: 0xbca1_505a_dc13_14e8
    }
  }

  /// Digests of which kernels of processors have no file: a processor's unit gives them.
  static let ofUnits: [KernelDigest] = [.smallProducts, .attention, .rows, .large]
}

extension KernelDigest {
  /// The digest of what `unit` gives.
  func digest(on unit: ArithmeticUnit) -> UInt64 {
    let inputs = KernelInputs()
    switch self {
    case .exp: return KernelInputs.digest(unit.exp)
    case .expm1: return KernelInputs.digest(unit.expm1)
    case .tanh: return KernelInputs.digest(unit.tanh)
    case .erf: return KernelInputs.digest(unit.erf)
    case .log: return KernelInputs.digest(unit.log)
    case .gelu: return KernelInputs.digest(unit.gelu)
    case .geluGradient: unit.geluGradient(inputs.a, inputs.b, into: inputs.out)
    case .tanhGradient: unit.tanhGradient(inputs.a, inputs.b, into: inputs.out)
    case .sums: inputs.wide = [Double(unit.sum(inputs.a)), unit.sumOfSquares(inputs.a)]
    case .columnSums:
      unit.columnSums(inputs.matrix(inputs.a), into: inputs.out.prefix(KernelInputs.columns))
    case .residualLayerNorm: residualLayerNorm(inputs, unit)
    case .layerNorm: layerNorm(inputs, unit)
    case .softmax:
      inputs.out.copy(from: inputs.a)
      inputs.more.copy(from: inputs.b)
      unit.softmaxSerially(inputs.matrix(inputs.out), scale: 0.125)
      unit.softmaxGradientSerially(
        inputs.matrix(inputs.out), inputs.matrix(inputs.more), scale: 0.125)
    case .crossEntropy:
      let labels = (0..<Int32(KernelInputs.rows)).map { $0 * 7 % Int32(KernelInputs.columns) }
      let loss = unit.crossEntropy(
        inputs.matrix(inputs.a), labels: labels, gradient: inputs.matrix(inputs.out))
      inputs.wide[0] = Double(loss)
    case .embedding:
      unit.embed(
        ids: [0], types: [0], positions: [0], words: inputs.row(inputs.a),
        typeTable: inputs.row(inputs.b), positionTable: inputs.row(inputs.c),
        into: inputs.row(inputs.out))
    case .dropout:
      unit.dropoutSerially(
        inputs.row(inputs.a), site: KernelInputs.site, sequence: 3, firstElement: 1001,
        elementRowStride: KernelInputs.count, into: inputs.row(inputs.out))
    case .adamW, .bertAdam: optimize(inputs, unit)
    case .products: inputs.wide[0] = Double(bitPattern: inputs.products(unit))
    case .gatheredSums:
      let rows = Int32(KernelInputs.rows)
      let list = (0..<2 * rows).map { $0 * 11 % rows }
      unit.sumRows(
        RowGroups(ids: [0], starts: [0, list.count], rows: list), of: inputs.matrix(inputs.a),
        into: Matrix(inputs.out, rows: 1, columns: KernelInputs.columns))
    case .decayAndAdd:
      unit.decay(inputs.a, by: 0x1.fffp-1)
      unit.add(inputs.c, to: inputs.b)
    case .exp64AndLog64: inputs.exp64AndLog64(unit)
    case .smallProducts: inputs.smallProducts(unit)
    case .attention: inputs.attention(unit)
    case .rows: inputs.moveRows(unit)
    case .large: inputs.wide[0] = Double(bitPattern: KernelInputs.large(unit))
    }
    return inputs.digest
  }

  private func residualLayerNorm(_ inputs: KernelInputs, _ unit: ArithmeticUnit) {
    let rows = Int32(0)..<Int32(KernelInputs.rows)
    unit.residualLayerNorm(
      inputs.matrix(inputs.a), residual: inputs.matrix(inputs.b), dropout: KernelInputs.site,
      rows: RowPositions(sequence: rows.map { $0 / 5 }, row: Array(rows)), gain: inputs.first,
      bias: inputs.second, epsilon: 1e-12, sum: inputs.matrix(inputs.more),
      into: inputs.matrix(inputs.out), mean: inputs.means, rstd: inputs.rstds)
  }

  private func layerNorm(_ inputs: KernelInputs, _ unit: ArithmeticUnit) {
    let (x, dy) = (inputs.matrix(inputs.a), inputs.matrix(inputs.b))
    unit.layerNorm(
      x, gain: inputs.first, bias: inputs.second, epsilon: 1e-12, into: inputs.matrix(inputs.more),
      mean: inputs.means, rstd: inputs.rstds)
    unit.layerNormGradient(
      x, dy, gain: inputs.first, mean: inputs.means, rstd: inputs.rstds,
      dx: inputs.matrix(inputs.out), dgain: inputs.c.prefix(KernelInputs.columns),
      dbias: inputs.d.prefix(KernelInputs.columns))
  }

  private func optimize(_ inputs: KernelInputs, _ unit: ArithmeticUnit) {
    inputs.d.copy(from: inputs.d.array.map { $0 < 0 ? -$0 : $0 })
    for _ in 0..<3 {
      if self == .adamW {
        unit.adamW(inputs.a, inputs.b, m: inputs.c, v: inputs.d, KernelInputs.adamW)
      } else {
        unit.bertAdam(inputs.a, inputs.b, m: inputs.c, v: inputs.d, KernelInputs.bertAdam)
      }
    }
  }
}
