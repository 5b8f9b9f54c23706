#include "ck_rows.h"

#define CK_SOURCE "ck_softmax_kernel.h"
#include "ck_each_isa.h"

void ck_softmax(enum ck_isa isa, float *scores, size_t stride, size_t rows, size_t columns,
                float scale) {
  CK_CALL(isa, softmax, scores, stride, rows, columns, scale);
}

void ck_softmax_gradient(enum ck_isa isa, float *dp, size_t dp_stride, const float *p,
                         size_t p_stride, size_t rows, size_t columns, float scale) {
  CK_CALL(isa, softmax_gradient, dp, dp_stride, p, p_stride, rows, columns, scale);
}

float ck_cross_entropy(enum ck_isa isa, float *gradient, size_t gradient_stride,
                       const float *logits, size_t stride, const int32_t *labels, size_t rows,
                       size_t columns) {
  return CK_CALL(isa, cross_entropy, gradient, gradient_stride, logits, stride, labels, rows,
                 columns);
}
