#include "ck_rows.h"

#define CK_SOURCE "ck_reductions_kernel.h"
#include "ck_each_isa.h"

float ck_sum(enum ck_isa isa, const float *x, size_t n) { return CK_CALL(isa, sum, x, n); }

double ck_sum_of_squares(enum ck_isa isa, const float *x, size_t n) {
  return CK_CALL(isa, sum_of_squares, x, n);
}

void ck_column_sums(enum ck_isa isa, float *y, const float *x, size_t x_stride, size_t rows,
                    size_t columns) {
  CK_CALL(isa, column_sums, y, x, x_stride, rows, columns);
}

void ck_gathered_column_sums(enum ck_isa isa, float *y, const float *x, size_t x_stride,
                             const int32_t *rows, size_t count, size_t columns) {
  CK_CALL(isa, gathered_column_sums, y, x, x_stride, rows, count, columns);
}

void ck_embed(enum ck_isa isa, float *x, const float *word, const float *type,
              const float *position, size_t n) {
  CK_CALL(isa, embed, x, word, type, position, n);
}
