// LayerNorm and its gradients; included once per instruction set. C columns.

#include "ck_random_kernel.h"

/// One row. Two passes over it for the statistics, a third for the result.
CK_INLINE void CK(layer_norm_row)(float *y, float *mean, float *rstd, const float *x,
                                  const float *gain, const float *bias, float epsilon, size_t C) {
  const size_t whole = C - C % CK_LANES, rest = C % CK_LANES;
  const float count = (float)C;

  ck_f32 sum = (ck_f32)0.0f;
  for (size_t c = 0; c < whole; c += CK_LANES) sum += CK(load)(x + c);
  if (rest) sum += CK(load_part)(x + whole, rest);
  const float m = CK(fold)(sum) / count;

  ck_f32 squares = (ck_f32)0.0f;
  for (size_t c = 0; c < whole; c += CK_LANES) {
    const ck_f32 d = CK(load)(x + c) - (ck_f32)m;
    squares += d * d;
  }
  if (rest) {
    const ck_f32 d = CK(head)(CK(load_part)(x + whole, rest) - (ck_f32)m, rest);
    squares += d * d;
  }
  const float variance = CK(fold)(squares) / count;
  const float r = 1.0f / __builtin_elementwise_sqrt(variance + epsilon);

  for (size_t c = 0; c < whole; c += CK_LANES) {
    const ck_f32 normal = (CK(load)(x + c) - (ck_f32)m) * (ck_f32)r;
    CK(store)(y + c, normal * CK(load)(gain + c) + CK(load)(bias + c));
  }
  if (rest) {
    const ck_f32 normal = (CK(load_part)(x + whole, rest) - (ck_f32)m) * (ck_f32)r;
    const ck_f32 scaled = normal * CK(load_part)(gain + whole, rest);
    CK(store_part)(y + whole, scaled + CK(load_part)(bias + whole, rest), rest);
  }
  *mean = m;
  *rstd = r;
}

static void CK(layer_norm)(float *y, size_t y_stride, float *mean, float *rstd, const float *x,
                           size_t x_stride, const float *gain, const float *bias, float epsilon,
                           size_t rows, size_t C) {
  for (size_t r = 0; r < rows; r++) {
    CK(layer_norm_row)(y + r * y_stride, mean + r, rstd + r, x + r * x_stride, gain, bias, epsilon,
                       C);
  }
}

static void CK(residual_layer_norm)(float *y, float *s, float *mean, float *rstd, const float *x,
                                    const float *residual, const float *gain, const float *bias,
                                    float epsilon, size_t C, const struct ck_dropout *dropout,
                                    uint32_t sequence, uint64_t first) {
  if (dropout) {
    CK(dropout_add)(s, x, residual, C, dropout, sequence, first);
  } else {
    size_t c = 0;
    for (; c + CK_LANES <= C; c += CK_LANES) {
      CK(store)(s + c, CK(load)(x + c) + CK(load)(residual + c));
    }
    if (c < C) {
      const ck_f32 sum = CK(load_part)(x + c, C - c) + CK(load_part)(residual + c, C - c);
      CK(store_part)(s + c, sum, C - c);
    }
  }
  CK(layer_norm_row)(y, mean, rstd, s, gain, bias, epsilon, C);
}

static void CK(layer_norm_gradient)(float *dx, size_t dx_stride, const float *x, size_t x_stride,
                                    const float *dy, size_t dy_stride, const float *gain,
                                    const float *mean, const float *rstd, size_t rows, size_t C) {
  const size_t whole = C - C % CK_LANES, rest = C % CK_LANES;
  const float count = (float)C;
  for (size_t r = 0; r < rows; r++, dx += dx_stride, x += x_stride, dy += dy_stride) {
    const ck_f32 m = (ck_f32)mean[r], rs = (ck_f32)rstd[r];
    ck_f32 sum_g = (ck_f32)0.0f, sum_gx = (ck_f32)0.0f;
    for (size_t c = 0; c < whole; c += CK_LANES) {
      const ck_f32 g = CK(load)(dy + c) * CK(load)(gain + c);
      sum_g += g;
      sum_gx += g * ((CK(load)(x + c) - m) * rs);
    }
    if (rest) {
      const ck_f32 g = CK(load_part)(dy + whole, rest) * CK(load_part)(gain + whole, rest);
      const ck_f32 xhat = (CK(load_part)(x + whole, rest) - m) * rs;
      sum_g += CK(head)(g, rest);
      sum_gx += CK(head)(g * xhat, rest);
    }
    const ck_f32 s1 = (ck_f32)(CK(fold)(sum_g) / count);
    const ck_f32 s2 = (ck_f32)(CK(fold)(sum_gx) / count);
    for (size_t c = 0; c < whole; c += CK_LANES) {
      const ck_f32 g = CK(load)(dy + c) * CK(load)(gain + c);
      const ck_f32 xhat = (CK(load)(x + c) - m) * rs;
      CK(store)(dx + c, ((g - s1) - xhat * s2) * rs);
    }
    if (rest) {
      const ck_f32 g = CK(load_part)(dy + whole, rest) * CK(load_part)(gain + whole, rest);
      const ck_f32 xhat = (CK(load_part)(x + whole, rest) - m) * rs;
      CK(store_part)(dx + whole, ((g - s1) - xhat * s2) * rs, rest);
    }
  }
}

static void CK(layer_norm_parameter_gradient)(float *dgain, float *dbias, const float *x,
                                              size_t x_stride, const float *dy, size_t dy_stride,
                                              const float *mean, const float *rstd, size_t rows,
                                              size_t columns) {
  enum { VECTORS = 2, WIDTH = VECTORS * CK_LANES };
  size_t c = 0;
  for (; c + WIDTH <= columns; c += WIDTH) {
    ck_f32 gains[VECTORS] = {}, biases[VECTORS] = {};
    for (size_t r = 0; r < rows; r++) {
      const float *xr = x + r * x_stride + c, *dyr = dy + r * dy_stride + c;
#pragma clang loop unroll(full)
      for (int v = 0; v < VECTORS; v++) {
        const ck_f32 d = CK(load)(dyr + v * CK_LANES);
        const ck_f32 xhat = (CK(load)(xr + v * CK_LANES) - (ck_f32)mean[r]) * (ck_f32)rstd[r];
        gains[v] += d * xhat;
        biases[v] += d;
      }
    }
#pragma clang loop unroll(full)
    for (int v = 0; v < VECTORS; v++) {
      CK(store)(dgain + c + v * CK_LANES, gains[v]);
      CK(store)(dbias + c + v * CK_LANES, biases[v]);
    }
  }
  for (; c < columns; c += CK_LANES) {
    const size_t count = columns - c < CK_LANES ? columns - c : CK_LANES;
    ck_f32 gains = (ck_f32)0.0f, biases = (ck_f32)0.0f;
    for (size_t r = 0; r < rows; r++) {
      const ck_f32 d = CK(load_part)(dy + r * dy_stride + c, count);
      const ck_f32 xr = CK(load_part)(x + r * x_stride + c, count);
      gains += d * ((xr - (ck_f32)mean[r]) * (ck_f32)rstd[r]);
      biases += d;
    }
    CK(store_part)(dgain + c, gains, count);
    CK(store_part)(dbias + c, biases, count);
  }
}
