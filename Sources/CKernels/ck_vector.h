/// Operations on sixteen lanes for the instruction set that ck_each_isa.h is at; no include guard.
/// Lanes never mix but in CK(fold) and CK(fold64).

#include "ck_vector_types.h"

CK_INLINE ck_f32 CK(load)(const float *p) {
  ck_f32 x;
  __builtin_memcpy(&x, p, sizeof x);
  return x;
}

CK_INLINE void CK(store)(float *p, ck_f32 x) { __builtin_memcpy(p, &x, sizeof x); }

/// The first `count` lanes from memory, +0 in the others.
CK_INLINE ck_f32 CK(load_part)(const float *p, size_t count) {
  ck_f32 x = 0;
  __builtin_memcpy(&x, p, count * sizeof *p);
  return x;
}

/// The first `count` lanes to memory.
CK_INLINE void CK(store_part)(float *p, ck_f32 x, size_t count) {
  __builtin_memcpy(p, &x, count * sizeof *p);
}

/// `x` in the first `count` lanes, +0 in the others.
CK_INLINE ck_f32 CK(head)(ck_f32 x, size_t count) {
  const ck_i32 lane = {0, 1, 2, 3, 4, 5, 6, 7, 8, 9, 10, 11, 12, 13, 14, 15};
  return lane < (ck_i32)(int32_t)count ? x : (ck_f32)0.0f;
}

/// The sum of the lanes: l and l + 8, then l + 4, l + 2, l + 1.
CK_INLINE float CK(fold)(ck_f32 x) {
  typedef float f8 __attribute__((ext_vector_type(8)));
  typedef float f4 __attribute__((ext_vector_type(4)));
  const f8 a = x.lo + x.hi;
  const f4 b = a.lo + a.hi;
  return (b.x + b.z) + (b.y + b.w);
}

/// The same in binary64.
CK_INLINE double CK(fold64)(ck_f64 x) {
  typedef double d8 __attribute__((ext_vector_type(8)));
  typedef double d4 __attribute__((ext_vector_type(4)));
  const d8 a = x.lo + x.hi;
  const d4 b = a.lo + a.hi;
  return (b.x + b.z) + (b.y + b.w);
}

/// a * b + c rounded once, lane by lane.
#if CK_HARDWARE_FMA
CK_INLINE ck_f64 CK(fma)(ck_f64 a, ck_f64 b, ck_f64 c) {
  return __builtin_elementwise_fma(a, b, c);
}

CK_INLINE double CK(fma_scalar)(double a, double b, double c) { return __builtin_fma(a, b, c); }
#else
[[maybe_unused]] static double CK(fma_scalar)(double a, double b, double c) {
  return ck_software_fma64(a, b, c);
}
[[maybe_unused]] static __attribute__((noinline)) ck_f64 CK(fma)(ck_f64 a, ck_f64 b, ck_f64 c) {
  double x[CK_LANES], y[CK_LANES], z[CK_LANES];
  __builtin_memcpy(x, &a, sizeof x);
  __builtin_memcpy(y, &b, sizeof y);
  __builtin_memcpy(z, &c, sizeof z);
  ck_software_fma64_lanes(x, y, z);
  ck_f64 result;
  __builtin_memcpy(&result, z, sizeof z);
  return result;
}
#endif

/// The polynomial c[0] + c[1] x + ... by Horner's rule from the highest: each step one fma.
CK_INLINE ck_f64 CK(polynomial)(ck_f64 x, const double *c, int count) {
  ck_f64 sum = c[count - 1];
#pragma clang loop unroll(full)
  for (int i = count - 2; i >= 0; i--) sum = CK(fma)(sum, x, (ck_f64)c[i]);
  return sum;
}

/// Where `x` is NaN the quiet NaN 0x7fc00000, else `y`: processors propagate payloads differently.
CK_INLINE ck_f32 CK(nan_of)(ck_f32 x, ck_f32 y) {
  return x != x ? (ck_f32)__builtin_nanf("") : y;
}
