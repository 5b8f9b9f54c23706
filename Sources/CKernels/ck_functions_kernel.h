// The loops of ck_functions.c; included once per instruction set.

#include "ck_functions_lanes.h"

// 1 / sqrt 2 and 1 / sqrt(2 pi), rounded to binary32.
#define CK_INVERSE_ROOT_2 0x1.6a09e6p-1f
#define CK_INVERSE_ROOT_2PI 0x1.988454p-2f

// gelu(-inf) is inf * 0: its NaN has another sign on x86 than on ARM, hence the last line of both.
CK_INLINE ck_f32 CK(gelu_lanes)(ck_f32 x) {
  const ck_f32 e = CK(erf_lanes)(x * (ck_f32)CK_INVERSE_ROOT_2);
  const ck_f32 y = ((ck_f32)0.5f * x) * ((ck_f32)1.0f + e);
  return CK(nan_of)(y, y);
}

CK_INLINE ck_f32 CK(gelu_gradient_lanes)(ck_f32 x, ck_f32 dy) {
  const ck_f32 e = CK(erf_lanes)(x * (ck_f32)CK_INVERSE_ROOT_2);
  const ck_f32 g = CK(exp_lanes)(((ck_f32)-0.5f * x) * x);
  const ck_f32 slope =
      (ck_f32)0.5f * ((ck_f32)1.0f + e) + (x * (ck_f32)CK_INVERSE_ROOT_2PI) * g;
  const ck_f32 dx = dy * slope;
  return CK(nan_of)(dx, dx);
}

CK_INLINE ck_f32 CK(tanh_gradient_lanes)(ck_f32 y, ck_f32 dy) {
  return dy * ((ck_f32)1.0f - y * y);
}

CK_INLINE ck_f32 CK(add_lanes)(ck_f32 x, ck_f32 y) { return y + x; }

#define CK_LOOP_1(name)                                                        \
  static void CK(name)(float *y, const float *x, size_t n) {                   \
    size_t i = 0;                                                              \
    for (; i + CK_LANES <= n; i += CK_LANES) {                                 \
      CK(store)(y + i, CK(name##_lanes)(CK(load)(x + i)));                     \
    }                                                                          \
    if (i == n) return;                                                        \
    CK(store_part)(y + i, CK(name##_lanes)(CK(load_part)(x + i, n - i)), n - i); \
  }

#define CK_LOOP_2(name)                                                              \
  static void CK(name)(float *z, const float *x, const float *y, size_t n) {         \
    size_t i = 0;                                                                    \
    for (; i + CK_LANES <= n; i += CK_LANES) {                                       \
      CK(store)(z + i, CK(name##_lanes)(CK(load)(x + i), CK(load)(y + i)));          \
    }                                                                                \
    if (i == n) return;                                                              \
    const ck_f32 a = CK(load_part)(x + i, n - i), b = CK(load_part)(y + i, n - i);   \
    CK(store_part)(z + i, CK(name##_lanes)(a, b), n - i);                            \
  }

CK_LOOP_1(exp)
CK_LOOP_1(expm1)
CK_LOOP_1(tanh)
CK_LOOP_1(erf)
CK_LOOP_1(log)
CK_LOOP_1(gelu)
CK_LOOP_2(gelu_gradient)
CK_LOOP_2(tanh_gradient)
CK_LOOP_2(add)

#undef CK_LOOP_1
#undef CK_LOOP_2
#undef CK_INVERSE_ROOT_2
#undef CK_INVERSE_ROOT_2PI
