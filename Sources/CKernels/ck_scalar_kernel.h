/// exp64 and log64: binary64 functions in a fixed sequence of operations, good to about one ulp;
/// included once per instruction set. Their definition is this sequence, not the true value.
#ifndef CK_SCALAR_COEFFICIENTS_H
#define CK_SCALAR_COEFFICIENTS_H

// Minimax fits, lowest coefficient first; Tests/Fixtures/Arithmetic/scalar64.py makes them.
static const double ck_exp64_q[] = {
    0x1.0000000000000p-1,  0x1.5555555555557p-3,  0x1.5555555555558p-5,  0x1.11111111100dfp-7,
    0x1.6c16c16c15200p-10, 0x1.a01a01abe650fp-13, 0x1.a01a01acf95d5p-16, 0x1.71de0236f3eedp-19,
    0x1.27e4ccd17ce58p-22, 0x1.af4dde3cee802p-26, 0x1.1f8b463301af7p-29,
};
static const double ck_log64_r[] = {
    0x1.5555555555555p-1, 0x1.9999999999a39p-2, 0x1.2492492476947p-2, 0x1.c71c7201b2c03p-3,
    0x1.745cf8e28ba9ep-3, 0x1.3b1c3bf9a56efp-3, 0x1.0fbdf23243391p-3, 0x1.0c09d112dcd56p-3,
};
static const double ck_ln2_high64 = 0x1.62e42fefa39efp-1, ck_ln2_low64 = 0x1.abc9e3b39803fp-56;
static const double ck_log2e64 = 0x1.71547652b82fep+0, ck_magic64 = 0x1.8p52;


#endif

CK_INLINE double CK(horner)(double x, const double *c, int count) {
  double sum = c[count - 1];
  for (int i = count - 2; i >= 0; i--) sum = CK(fma_scalar)(sum, x, c[i]);
  return sum;
}

/// e^x = 2^k (1 + r (1 + r q(r))), the power in two steps so that subnormals round once.
[[maybe_unused]] static double CK(exp64)(double x) {
  if (x != x) return __builtin_nan("");
  if (x > 710.0) return __builtin_inf();
  if (x < -746.0) return 0.0;
  const double shifted = CK(fma_scalar)(x, ck_log2e64, ck_magic64);
  const double k = shifted - ck_magic64;
  const double r = CK(fma_scalar)(k, -ck_ln2_low64, CK(fma_scalar)(k, -ck_ln2_high64, x));
  const double q = CK(horner)(r, ck_exp64_q, CK_COUNT(ck_exp64_q));
  const double p = CK(fma_scalar)(r, CK(fma_scalar)(r, q, 1.0), 1.0);
  const int power = (int)k, half = power / 2;
  const double first = ck_float64((uint64_t)(1023 + half) << 52);
  const double second = ck_float64((uint64_t)(1023 + power - half) << 52);
  return (p * first) * second;
}

/// x = 2^k m with m in [sqrt(1/2), sqrt 2): f = m - 1, s = f / (2 + f), v = s^2,
/// log x = k ln 2 + f - s (f - v R(v)).
[[maybe_unused]] static double CK(log64)(double x) {
  if (!(x > 0.0)) return x == 0.0 ? -__builtin_inf() : __builtin_nan("");
  if (x == __builtin_inf()) return x;
  double k = -1023.0;
  if (x < 0x1p-1022) {
    x *= 0x1p54;
    k -= 54.0;
  }
  const uint64_t root = 0x3fe6a09e667f3bcd, one = 0x3ff0000000000000;  // sqrt(1/2) and 1
  const uint64_t bits = ck_bits64(x) + (one - root);
  const double m = ck_float64((bits & 0x000fffffffffffff) + root);
  k += (double)(bits >> 52);
  const double f = m - 1.0;
  const double s = f / (2.0 + f);
  const double v = s * s;
  const double w = CK(fma_scalar)(-v, CK(horner)(v, ck_log64_r, CK_COUNT(ck_log64_r)), f);
  const double near = CK(fma_scalar)(-s, w, f);
  return CK(fma_scalar)(k, ck_ln2_high64, CK(fma_scalar)(k, ck_ln2_low64, near));
}
