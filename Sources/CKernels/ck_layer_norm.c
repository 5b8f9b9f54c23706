#include "ck_rows.h"

#include "ck_philox.h"

#define CK_SOURCE "ck_layer_norm_kernel.h"
#include "ck_each_isa.h"

void ck_layer_norm(enum ck_isa isa, float *y, size_t y_stride, float *mean, float *rstd,
                   const float *x, size_t x_stride, const float *gain, const float *bias,
                   float epsilon, size_t rows, size_t columns) {
  CK_CALL(isa, layer_norm, y, y_stride, mean, rstd, x, x_stride, gain, bias, epsilon, rows,
          columns);
}

void ck_residual_layer_norm(enum ck_isa isa, float *y, float *s, float *mean, float *rstd,
                            const float *x, const float *residual, const float *gain,
                            const float *bias, float epsilon, size_t columns,
                            const struct ck_dropout *dropout, uint32_t sequence, uint64_t first) {
  CK_CALL(isa, residual_layer_norm, y, s, mean, rstd, x, residual, gain, bias, epsilon, columns,
          dropout, sequence, first);
}

void ck_layer_norm_gradient(enum ck_isa isa, float *dx, size_t dx_stride, const float *x,
                            size_t x_stride, const float *dy, size_t dy_stride, const float *gain,
                            const float *mean, const float *rstd, size_t rows, size_t columns) {
  CK_CALL(isa, layer_norm_gradient, dx, dx_stride, x, x_stride, dy, dy_stride, gain, mean, rstd,
          rows, columns);
}

void ck_layer_norm_parameter_gradient(enum ck_isa isa, float *dgain, float *dbias, const float *x,
                                      size_t x_stride, const float *dy, size_t dy_stride,
                                      const float *mean, const float *rstd, size_t rows,
                                      size_t columns) {
  CK_CALL(isa, layer_norm_parameter_gradient, dgain, dbias, x, x_stride, dy, dy_stride, mean, rstd,
          rows, columns);
}
