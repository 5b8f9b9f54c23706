// Softmax, its gradient, and cross entropy; included once per instruction set.

#include "ck_functions_lanes.h"
#include "ck_scalar_kernel.h"

static void CK(softmax)(float *scores, size_t stride, size_t rows, size_t columns, float scale) {
  const size_t whole = columns - columns % CK_LANES, rest = columns % CK_LANES;
  for (size_t r = 0; r < rows; r++) {
    float *s = scores + r * stride;
    ck_f32 most = (ck_f32)-__builtin_inff();
    for (size_t c = 0; c < whole; c += CK_LANES) {
      const ck_f32 t = CK(load)(s + c) * (ck_f32)scale;
      CK(store)(s + c, t);
      most = t > most ? t : most;
    }
    for (size_t c = whole; c < columns; c++) {
      s[c] *= scale;
      most[0] = s[c] > most[0] ? s[c] : most[0];
    }
    // Equal values differ in the sign of zero at most, which t - max hides: any order will do.
    float max = most[0];
#pragma clang loop unroll(full)
    for (int l = 1; l < CK_LANES; l++) max = most[l] > max ? most[l] : max;

    ck_f32 sums = (ck_f32)0.0f;
    for (size_t c = 0; c < whole; c += CK_LANES) {
      const ck_f32 e = CK(exp_lanes)(CK(load)(s + c) - (ck_f32)max);
      CK(store)(s + c, e);
      sums += e;
    }
    if (rest) {
      const ck_f32 e = CK(exp_lanes)(CK(load_part)(s + whole, rest) - (ck_f32)max);
      CK(store_part)(s + whole, e, rest);
      sums += CK(head)(e, rest);
    }
    const float sum = CK(fold)(sums);
    for (size_t c = 0; c < whole; c += CK_LANES) CK(store)(s + c, CK(load)(s + c) / (ck_f32)sum);
    for (size_t c = whole; c < columns; c++) s[c] /= sum;
  }
}

static void CK(softmax_gradient)(float *dp, size_t dp_stride, const float *p, size_t p_stride,
                                 size_t rows, size_t columns, float scale) {
  const size_t whole = columns - columns % CK_LANES, rest = columns % CK_LANES;
  for (size_t r = 0; r < rows; r++, dp += dp_stride, p += p_stride) {
    ck_f32 sums = (ck_f32)0.0f;
    for (size_t c = 0; c < whole; c += CK_LANES) sums += CK(load)(dp + c) * CK(load)(p + c);
    if (rest) sums += CK(load_part)(dp + whole, rest) * CK(load_part)(p + whole, rest);
    const ck_f32 sum = (ck_f32)CK(fold)(sums);
    for (size_t c = 0; c < whole; c += CK_LANES) {
      CK(store)(dp + c, ((CK(load)(dp + c) - sum) * CK(load)(p + c)) * (ck_f32)scale);
    }
    if (rest) {
      const ck_f32 d = CK(load_part)(dp + whole, rest) - sum;
      CK(store_part)(dp + whole, (d * CK(load_part)(p + whole, rest)) * (ck_f32)scale, rest);
    }
  }
}

static float CK(cross_entropy)(float *gradient, size_t gradient_stride, const float *logits,
                               size_t stride, const int32_t *labels, size_t rows, size_t columns) {
  const double count = (double)rows;
  double total = 0.0;
  for (size_t r = 0; r < rows; r++) {
    const float *l = logits + r * stride;
    const size_t label = (size_t)labels[r];
    float most = l[0];
    for (size_t c = 1; c < columns; c++) most = l[c] > most ? l[c] : most;
    const double max = (double)most;
    double sum = 0.0;
    for (size_t c = 0; c < columns; c++) sum += CK(exp64)((double)l[c] - max);
    total += CK(log64)(sum) - ((double)l[label] - max);
    if (!gradient) continue;
    for (size_t c = 0; c < columns; c++) {
      const double p = CK(exp64)((double)l[c] - max) / sum;
      gradient[r * gradient_stride + c] = (float)((p - (c == label ? 1.0 : 0.0)) / count);
    }
  }
  const float loss = (float)(total / count);
  return loss != loss ? __builtin_nanf("") : loss;
}
