/// fma of many binary64 values without an fma instruction: the bits of ck_software_fma64, faster.
///
/// Two lanes at a time in plain binary64 operations, each exact or with its error known (Boldo and
/// Melquiond 2008, Emulation of FMA and correctly rounded sums, algorithm Fma):
///
///     (p, p') = a b            exactly, by Dekker's product
///     (t, t') = c + p'         exactly, by Knuth's sum
///     (v, v') = p + t          exactly
///     result  = v + odd(t' + v')
///
/// odd() rounds to odd. That holds while nothing overflows, no error term falls below the normal
/// range, and the result is not a sum of two zeros; other values go through the integers.
#pragma once

#include "ck_config.h"
#include "ck_fma.h"

typedef double ck_d2 __attribute__((ext_vector_type(2)));
typedef int64_t ck_i2 __attribute__((ext_vector_type(2)));
typedef uint64_t ck_u2 __attribute__((ext_vector_type(2)));

/// What the sum s = a + b lost.
static inline ck_d2 ck_sum_error(ck_d2 a, ck_d2 b, ck_d2 s) {
  const ck_d2 part = s - a;
  return (a - (s - part)) + (b - part);
}

/// The upper 26 bits of x (Veltkamp): x - upper has 26 bits too.
static inline ck_d2 ck_upper_half(ck_d2 x) {
  const ck_d2 scaled = x * (ck_d2)0x1.0000002p27;
  return scaled - (scaled - x);
}

/// fma of two lanes; clears lanes of `valid` that it cannot do.
static inline ck_d2 ck_fma_two(ck_d2 a, ck_d2 b, ck_d2 c, ck_i2 *valid) {
  const ck_u2 magnitude = (ck_u2)0x7fffffffffffffff;
  const ck_d2 p = a * b;
  const ck_d2 size_p = (ck_d2)((ck_u2)p & magnitude), size_c = (ck_d2)((ck_u2)c & magnitude);
  const ck_d2 size_a = (ck_d2)((ck_u2)a & magnitude), size_b = (ck_d2)((ck_u2)b & magnitude);
  const ck_d2 least = (ck_d2)0x1p-900, most = (ck_d2)0x1p900;
  const ck_i2 product_is_zero = (a == 0.0) | (b == 0.0);
  *valid &= (size_a < most) & (size_b < most) & (size_p < most) & (size_c < most) &
            ((size_p >= least) | product_is_zero) & ((size_c >= least) | (c == 0.0)) &
            ((p != 0.0) | (c != 0.0));

  const ck_d2 ah = ck_upper_half(a), al = a - ah, bh = ck_upper_half(b), bl = b - bh;
  const ck_d2 p_error = al * bl - (((p - ah * bh) - al * bh) - ah * bl);
  const ck_d2 t = c + p_error, t_error = ck_sum_error(c, p_error, t);
  const ck_d2 v = p + t, v_error = ck_sum_error(p, t, v);
  // Round t_error + v_error to odd: towards what is lost, where the last bit is 0.
  const ck_d2 sum = t_error + v_error, lost = ck_sum_error(t_error, v_error, sum);
  const ck_u2 bits = (ck_u2)sum;
  const ck_u2 step = (ck_u2)(lost != 0.0) & ~bits & (ck_u2)1;
  const ck_u2 inwards = ((ck_u2)lost ^ bits) >> 63;
  return v + (ck_d2)(bits + step - ((step & inwards) << 1));
}

/// z[i] = x[i] * y[i] + z[i] rounded once, for i below 16.
static inline void ck_software_fma64_lanes(const double *x, const double *y, double *z) {
  enum { count = 16 };
  double result[count];
  ck_i2 valid = -1;
  for (int i = 0; i < count; i += 2) {
    ck_d2 a, b, c;
    __builtin_memcpy(&a, x + i, sizeof a);
    __builtin_memcpy(&b, y + i, sizeof b);
    __builtin_memcpy(&c, z + i, sizeof c);
    const ck_d2 r = ck_fma_two(a, b, c, &valid);
    __builtin_memcpy(result + i, &r, sizeof r);
  }
  if (valid.x & valid.y) {
    __builtin_memcpy(z, result, sizeof result);
  } else {
    for (int i = 0; i < count; i++) z[i] = ck_software_fma64(x[i], y[i], z[i]);
  }
}
