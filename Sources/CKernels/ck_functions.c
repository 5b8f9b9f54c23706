#include "ck_functions.h"

#define CK_SOURCE "ck_functions_kernel.h"
#include "ck_each_isa.h"

void ck_exp(enum ck_isa isa, float *y, const float *x, size_t n) { CK_CALL(isa, exp, y, x, n); }

void ck_expm1(enum ck_isa isa, float *y, const float *x, size_t n) {
  CK_CALL(isa, expm1, y, x, n);
}

void ck_tanh(enum ck_isa isa, float *y, const float *x, size_t n) { CK_CALL(isa, tanh, y, x, n); }

void ck_erf(enum ck_isa isa, float *y, const float *x, size_t n) { CK_CALL(isa, erf, y, x, n); }

void ck_log(enum ck_isa isa, float *y, const float *x, size_t n) { CK_CALL(isa, log, y, x, n); }

void ck_gelu(enum ck_isa isa, float *y, const float *x, size_t n) { CK_CALL(isa, gelu, y, x, n); }

void ck_gelu_gradient(enum ck_isa isa, float *dx, const float *x, const float *dy, size_t n) {
  CK_CALL(isa, gelu_gradient, dx, x, dy, n);
}

void ck_tanh_gradient(enum ck_isa isa, float *dx, const float *y, const float *dy, size_t n) {
  CK_CALL(isa, tanh_gradient, dx, y, dy, n);
}

void ck_add(enum ck_isa isa, float *y, const float *x, size_t n) { CK_CALL(isa, add, y, x, y, n); }
