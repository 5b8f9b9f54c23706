/// Elementary functions: the correctly rounded binary32 value of each element; GELU built of them.
#pragma once

#include "ck_config.h"

// y[i] = f(x[i]) for i below n; y may be x. NaN gives 0x7fc00000.
void ck_exp(enum ck_isa isa, float *y, const float *x, size_t n);
void ck_expm1(enum ck_isa isa, float *y, const float *x, size_t n);
void ck_tanh(enum ck_isa isa, float *y, const float *x, size_t n);
void ck_erf(enum ck_isa isa, float *y, const float *x, size_t n);
void ck_log(enum ck_isa isa, float *y, const float *x, size_t n);

/// (0.5 x) (1 + erf(x c)), c = binary32(1 / sqrt 2): each operation rounded.
void ck_gelu(enum ck_isa isa, float *y, const float *x, size_t n);

/// dx = dy * (0.5 (1 + erf(x c)) + (x d) exp((-0.5 x) x)), d = binary32(1 / sqrt(2 pi)).
/// dx may be dy or x.
void ck_gelu_gradient(enum ck_isa isa, float *dx, const float *x, const float *dy, size_t n);

/// dx = dy * (1 - y y). dx may be dy or y.
void ck_tanh_gradient(enum ck_isa isa, float *dx, const float *y, const float *dy, size_t n);

/// y = y + x.
void ck_add(enum ck_isa isa, float *y, const float *x, size_t n);
