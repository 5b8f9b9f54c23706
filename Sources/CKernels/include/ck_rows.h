/// Reductions over rows and columns, and the layers made of them.
///
/// A row reduction runs in 16 lanes from +0 (element i in lane i mod 16), folded 8-4-2-1; a column
/// reduction in one accumulator per column from +0, rows ascending. Nothing is fused. Strides count
/// floats from one row to the next.
#pragma once

#include "ck_config.h"
#include "ck_random.h"

// MARK: Reductions

/// The row reduction of n floats.
float ck_sum(enum ck_isa isa, const float *x, size_t n);

/// The row reduction, in binary64, of the squares.
double ck_sum_of_squares(enum ck_isa isa, const float *x, size_t n);

/// y[c] = sum of x[r, c] over rows ascending.
void ck_column_sums(enum ck_isa isa, float *y, const float *x, size_t x_stride, size_t rows,
                    size_t columns);

/// y[c] = sum of x[rows[i], c] over i ascending, i below `count`.
void ck_gathered_column_sums(enum ck_isa isa, float *y, const float *x, size_t x_stride,
                             const int32_t *rows, size_t count, size_t columns);

// MARK: LayerNorm

/// mean = sum / C, rstd = 1 / sqrt(sum of (x - mean)^2 / C + epsilon),
/// y = ((x - mean) * rstd) * gain + bias, row by row. y may be x.
void ck_layer_norm(enum ck_isa isa, float *y, size_t y_stride, float *mean, float *rstd,
                   const float *x, size_t x_stride, const float *gain, const float *bias,
                   float epsilon, size_t rows, size_t columns);

/// One row: s = dropout(x) + residual (no dropout where null), then LayerNorm of s.
void ck_residual_layer_norm(enum ck_isa isa, float *y, float *s, float *mean, float *rstd,
                            const float *x, const float *residual, const float *gain,
                            const float *bias, float epsilon, size_t columns,
                            const struct ck_dropout *dropout, uint32_t sequence, uint64_t first);

/// xhat = (x - mean) * rstd, g = dy * gain, s1 = sum(g) / C, s2 = sum(g * xhat) / C,
/// dx = ((g - s1) - xhat * s2) * rstd, row by row. dx may be dy.
void ck_layer_norm_gradient(enum ck_isa isa, float *dx, size_t dx_stride, const float *x,
                            size_t x_stride, const float *dy, size_t dy_stride, const float *gain,
                            const float *mean, const float *rstd, size_t rows, size_t columns);

/// dgain = column sums of dy * xhat, dbias = column sums of dy.
void ck_layer_norm_parameter_gradient(enum ck_isa isa, float *dgain, float *dbias, const float *x,
                                      size_t x_stride, const float *dy, size_t dy_stride,
                                      const float *mean, const float *rstd, size_t rows,
                                      size_t columns);

// MARK: Softmax and loss

/// In place, row by row: t = s * scale; e = exp(t - max t); e / sum e.
void ck_softmax(enum ck_isa isa, float *scores, size_t stride, size_t rows, size_t columns,
                float scale);

/// dp = ((dp - sum(dp * p)) * p) * scale, row by row.
void ck_softmax_gradient(enum ck_isa isa, float *dp, size_t dp_stride, const float *p,
                         size_t p_stride, size_t rows, size_t columns, float scale);

/// The mean over rows of log(sum of e^(l - max)) - (l[label] - max), in binary64, rounded once.
/// `gradient`, unless null: (e^(l - max) / sum - [j == label]) / rows, in binary64, rounded once.
float ck_cross_entropy(enum ck_isa isa, float *gradient, size_t gradient_stride,
                       const float *logits, size_t stride, const int32_t *labels, size_t rows,
                       size_t columns);

// MARK: Embedding

/// x = (word + type) + position.
void ck_embed(enum ck_isa isa, float *x, const float *word, const float *type,
              const float *position, size_t n);
