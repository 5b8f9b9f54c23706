// Sums over rows and columns; included once per instruction set.

static float CK(sum)(const float *x, size_t n) {
  ck_f32 sum = (ck_f32)0.0f;
  size_t i = 0;
  for (; i + CK_LANES <= n; i += CK_LANES) sum += CK(load)(x + i);
  if (i < n) sum += CK(load_part)(x + i, n - i);
  return CK(fold)(sum);
}

static double CK(sum_of_squares)(const float *x, size_t n) {
  ck_f64 sum = (ck_f64)0.0;
  size_t i = 0;
  for (; i + CK_LANES <= n; i += CK_LANES) {
    const ck_f64 wide = __builtin_convertvector(CK(load)(x + i), ck_f64);
    sum += wide * wide;
  }
  if (i < n) {
    const ck_f64 wide = __builtin_convertvector(CK(load_part)(x + i, n - i), ck_f64);
    sum += wide * wide;
  }
  return CK(fold64)(sum);
}

/// Rows `list[0]`, `list[1]`, ... of x, or rows 0, 1, ... where `list` is null.
CK_INLINE void CK(sum_columns)(float *y, const float *x, size_t stride, const int32_t *list,
                               size_t rows, size_t columns) {
  enum { VECTORS = 4, WIDTH = VECTORS * CK_LANES };
  size_t c = 0;
  for (; c + WIDTH <= columns; c += WIDTH) {
    ck_f32 sum[VECTORS] = {};
    for (size_t r = 0; r < rows; r++) {
      const float *row = x + (list ? (size_t)list[r] : r) * stride + c;
#pragma clang loop unroll(full)
      for (int v = 0; v < VECTORS; v++) sum[v] += CK(load)(row + v * CK_LANES);
    }
#pragma clang loop unroll(full)
    for (int v = 0; v < VECTORS; v++) CK(store)(y + c + v * CK_LANES, sum[v]);
  }
  for (; c < columns; c += CK_LANES) {
    const size_t count = columns - c < CK_LANES ? columns - c : CK_LANES;
    ck_f32 sum = (ck_f32)0.0f;
    for (size_t r = 0; r < rows; r++) {
      sum += CK(load_part)(x + (list ? (size_t)list[r] : r) * stride + c, count);
    }
    CK(store_part)(y + c, sum, count);
  }
}

static void CK(column_sums)(float *y, const float *x, size_t stride, size_t rows, size_t columns) {
  CK(sum_columns)(y, x, stride, nullptr, rows, columns);
}

static void CK(gathered_column_sums)(float *y, const float *x, size_t stride, const int32_t *list,
                                     size_t count, size_t columns) {
  CK(sum_columns)(y, x, stride, list, count, columns);
}

static void CK(embed)(float *x, const float *word, const float *type, const float *position,
                      size_t n) {
  size_t i = 0;
  for (; i + CK_LANES <= n; i += CK_LANES) {
    CK(store)(x + i, (CK(load)(word + i) + CK(load)(type + i)) + CK(load)(position + i));
  }
  if (i == n) return;
  const size_t count = n - i;
  const ck_f32 sum = CK(load_part)(word + i, count) + CK(load_part)(type + i, count);
  CK(store_part)(x + i, sum + CK(load_part)(position + i, count), count);
}
