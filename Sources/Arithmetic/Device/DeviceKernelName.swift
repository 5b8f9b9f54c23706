/// The kernels of a device, by their names in CDeviceKernels.
enum DeviceKernelName: String, CaseIterable {
  case mapExp = "map_exp"
  case mapExpm1 = "map_expm1"
  case mapTanh = "map_tanh"
  case mapErf = "map_erf"
  case mapLog = "map_log"
  case mapGelu = "map_gelu"
  case mapExp64 = "map_exp64"
  case mapLog64 = "map_log64"
  case geluGradient = "gelu_gradient"
  case tanhGradient = "tanh_gradient"
  case add
  case sumOfTwo = "sum_of_two"
  case fill

  case adamW = "adamw"
  case adamWDecay = "adamw_decay"
  case bertAdam = "bert_adam"

  case gatherRows = "gather_rows"
  case scatterRows = "scatter_rows"
  case addToRows = "add_to_rows"
  case clearRows = "clear_rows"
  case embed
  case embeddingGradient = "embedding_gradient"

  case dropoutRows = "dropout_rows"
  case dropoutAddRows = "dropout_add_rows"
  case dropoutRun = "dropout_run"
  case scoreDropout = "score_dropout"

  case sum
  case columnSums = "column_sums"
  case squareSums = "square_sums"
  case foldSquares = "fold_squares"

  case layerNorm = "layer_norm"
  case layerNormGradient = "layer_norm_gradient"
  case layerNormParameterGradient = "layer_norm_parameter_gradient"
  case crossEntropyRows = "cross_entropy_rows"
  case crossEntropyLoss = "cross_entropy_loss"
  case softmax
  case softmaxGradient = "softmax_gradient"

  case product
  case headScores = "head_scores"
  case headContext = "head_context"
  case headValueGradient = "head_value_gradient"
  case headScoreGradient = "head_score_gradient"
  case headQueryGradient = "head_query_gradient"
  case headKeyGradient = "head_key_gradient"
}
