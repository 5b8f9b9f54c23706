/// exp, expm1, tanh, erf and log of sixteen binary32 lanes; included once per instruction set.
///
/// Each is correctly rounded for all 2^32 inputs: clamp, binary64 arithmetic in the fixed sequence
/// below, one rounding to binary32. No table, no list of exceptions. What the sweep of all inputs
/// proves is this very sequence with these very coefficients: another order, another bit in a
/// coefficient, or multiply and add in place of an fma, needs a new sweep (ci/prove-functions).
#ifndef CK_FUNCTIONS_COEFFICIENTS_H
#define CK_FUNCTIONS_COEFFICIENTS_H

// Lowest first. Minimax fits; erf's and log's nudged in their last bits until the inputs whose true
// value lies nearest to a rounding boundary all came out right.
static const double ck_exp_q[] = {
    0x1.ffffffffffed2p-2,  0x1.55555555507bcp-3,  0x1.55555555891d6p-5,
    0x1.11111125b61e0p-7,  0x1.6c16c0c8042a9p-10, 0x1.a0198d4f6cce0p-13,
    0x1.a01b7ca25cd0ap-16, 0x1.72e9258da2195p-19, 0x1.27077872b8466p-22,
};
static const double ck_expm1_q[] = {
    0x1.fffffffffffbfp-2,  0x1.5555555552268p-3,  0x1.5555555564b63p-5,
    0x1.1111112133d38p-7,  0x1.6c16c13587ceep-10, 0x1.a0199c02956a7p-13,
    0x1.a01a790427f30p-16, 0x1.72da3d8e345c9p-19, 0x1.27dc5db06f3d2p-22,
};
static const double ck_log_r[] = {
    0x1.5555555554124p-1, 0x1.999999a18242ap-2, 0x1.249241b5e6f89p-2,
    0x1.c722821e31396p-3, 0x1.7326c4b94e917p-3, 0x1.58dc9f3c712c5p-3,
};
static const double ck_tanh_p[] = {
    0x1.0000000000000p+0,  0x1.2d95a162ad56cp-3,  0x1.5b9684fcc60a7p-8,  0x1.2299fe5cfd3b2p-14,
    0x1.829d9a872212fp-22, 0x1.774ef960a6c99p-31, 0x1.67431f4d1ac22p-42,
};
static const double ck_tanh_q[] = {
    0x1.0000000000000p+0,  0x1.ec202606abf84p-2,  0x1.07844717ca7d6p-5,  0x1.652665fddf748p-11,
    0x1.7882e4fd220a6p-18, 0x1.35b94d3171662p-26, 0x1.44e4f83bdeb70p-36, 0x1.7e3390501369fp-49,
};
static const double ck_erf_p[] = {
    0x1.20dd750429b6dp+0,  0x1.1352bf05e3ebap-2,  0x1.24a9bc936fe81p-4,
    0x1.20ae2b7a9bde4p-7,  0x1.d41aba45556dep-11, 0x1.09a9b3b4a8f7dp-14,
    0x1.90a3e0fab3f68p-19, 0x1.c6111022375aep-24, 0x1.2a68c4c80f695p-30,
};
static const double ck_erf_q[] = {
    0x1.0000000000000p+0,  0x1.24aa85384fd11p-1,  0x1.3b1ab95887476p-3,  0x1.a5c2a03cf7677p-6,
    0x1.84cad67c0cc24p-9,  0x1.011cffc57a651p-12, 0x1.e85d55e18c77ep-17, 0x1.3d381c02315d4p-21,
    0x1.dcd444bdc0567p-27, 0x1.467cba2a0454bp-35,
};
static const double ck_ln2_high = 0x1.62e42fefa39efp-1, ck_ln2_low = 0x1.abc9e3b39803fp-56;
static const double ck_log2e = 0x1.71547652b82fep+0;
// log's own low part of ln 2: nudged with ck_log_r.
static const double ck_log_ln2_low = -0x1.cc7096a9f96f6p-56;
// Added to |x| < 2^51, it leaves x rounded to an integer in the low bits.
static const double ck_magic = 0x1.8p52;

#define CK_POLYNOMIAL(x, c) CK(polynomial)((x), (c), CK_COUNT(c))

#endif

// Written so that each line is one minimum or maximum instruction; NaN is replaced by its caller.
CK_INLINE ck_f32 CK(clamp)(ck_f32 x, float low, float high) {
  x = x > (ck_f32)high ? (ck_f32)high : x;
  return x < (ck_f32)low ? (ck_f32)low : x;
}

/// e^x = 2^k e^r with k the integer nearest to x / ln 2: 1 + r (1 + r q(r)).
CK_INLINE ck_f32 CK(exp_lanes)(ck_f32 input) {
  const ck_f64 x = __builtin_convertvector(CK(clamp)(input, -104.0f, 89.0f), ck_f64);
  const ck_f64 shifted = CK(fma)(x, (ck_f64)ck_log2e, (ck_f64)ck_magic);
  const ck_f64 k = shifted - (ck_f64)ck_magic;
  const ck_f64 r = CK(fma)(k, (ck_f64)-ck_ln2_low, CK(fma)(k, (ck_f64)-ck_ln2_high, x));
  const ck_f64 q = CK_POLYNOMIAL(r, ck_exp_q);
  const ck_f64 p = CK(fma)(r, CK(fma)(r, q, (ck_f64)1.0), (ck_f64)1.0);
  const ck_f64 y = (ck_f64)((ck_u64)p + ((ck_u64)shifted << 52));
  return CK(nan_of)(input, __builtin_convertvector(y, ck_f32));
}

/// e^x - 1 = 2^k (r + r^2 q(r)) + (2^k - 1).
CK_INLINE ck_f32 CK(expm1_lanes)(ck_f32 input) {
  const ck_f64 x = __builtin_convertvector(CK(clamp)(input, -18.0f, 89.0f), ck_f64);
  const ck_f64 shifted = CK(fma)(x, (ck_f64)ck_log2e, (ck_f64)ck_magic);
  const ck_f64 k = shifted - (ck_f64)ck_magic;
  const ck_f64 r = CK(fma)(k, (ck_f64)-ck_ln2_low, CK(fma)(k, (ck_f64)-ck_ln2_high, x));
  const ck_f64 q = CK_POLYNOMIAL(r, ck_expm1_q);
  const ck_f64 p = CK(fma)(r * r, q, r);
  const ck_f64 power = (ck_f64)((ck_u64)(ck_f64)1.0 + ((ck_u64)shifted << 52));
  const ck_f64 wide = CK(fma)(power, p, power - (ck_f64)1.0);
  ck_f32 y = __builtin_convertvector(wide, ck_f32);
  // The sums lose the sign of -0; the result has the sign of x everywhere.
  y = (ck_f32)((ck_u32)y | ((ck_u32)input & (ck_u32)0x80000000u));
  return CK(nan_of)(input, y);
}

/// x P(x^2) / Q(x^2), P of `count` coefficients and Q of one more: each by Horner's rule, in turns, so that
/// neither waits for the other.
CK_INLINE ck_f64 CK(odd_rational)(ck_f64 x, const double *p, const double *q, int count) {
  const ck_f64 u = x * x;
  ck_f64 top = p[count - 1];
  ck_f64 bottom = CK(fma)((ck_f64)q[count], u, (ck_f64)q[count - 1]);
#pragma clang loop unroll(full)
  for (int i = count - 2; i >= 0; i--) {
    top = CK(fma)(top, u, (ck_f64)p[i]);
    bottom = CK(fma)(bottom, u, (ck_f64)q[i]);
  }
  return (x * top) / bottom;
}

/// x P(x^2) / Q(x^2); beyond the clamp the result rounds to 1.
CK_INLINE ck_f32 CK(tanh_lanes)(ck_f32 input) {
  const ck_f64 x = __builtin_convertvector(CK(clamp)(input, -9.0117f, 9.0117f), ck_f64);
  const ck_f64 y = CK(odd_rational)(x, ck_tanh_p, ck_tanh_q, CK_COUNT(ck_tanh_p));
  return CK(nan_of)(input, __builtin_convertvector(y, ck_f32));
}

/// x P(x^2) / Q(x^2); beyond the clamp the result rounds to 1.
CK_INLINE ck_f32 CK(erf_lanes)(ck_f32 input) {
  const ck_f64 x = __builtin_convertvector(CK(clamp)(input, -3.92f, 3.92f), ck_f64);
  const ck_f64 y = CK(odd_rational)(x, ck_erf_p, ck_erf_q, CK_COUNT(ck_erf_p));
  return CK(nan_of)(input, __builtin_convertvector(y, ck_f32));
}

/// x = 2^k m with m in [sqrt(1/2), sqrt 2): f = m - 1, s = f / (2 + f), v = s^2,
/// log m = f - s (f - v R(v)). Binary32 subnormals are normal in binary64.
CK_INLINE ck_f32 CK(log_lanes)(ck_f32 input) {
  const ck_f64 x = __builtin_convertvector(input, ck_f64);
  const uint64_t root = 0x3fe6a09e667f3bcd, one = 0x3ff0000000000000;  // sqrt(1/2) and 1
  const ck_u64 bits = (ck_u64)x + (ck_u64)(one - root);
  const ck_f64 m = (ck_f64)((bits & (ck_u64)0x000fffffffffffff) + (ck_u64)root);
  // The exponent's field as a binary64 integer: in the last bits of 2^52.
  const ck_f64 k =
      (ck_f64)(bits >> 52 | (ck_u64)0x4330000000000000) - (ck_f64)(0x1p52 + 1023.0);
  const ck_f64 f = m - (ck_f64)1.0;
  const ck_f64 s = f / (m + (ck_f64)1.0);
  const ck_f64 v = s * s;
  const ck_f64 w = CK(fma)(-v, CK_POLYNOMIAL(v, ck_log_r), f);
  const ck_f64 near = CK(fma)(-s, w, f);
  ck_f64 y =
      CK(fma)(k, (ck_f64)ck_ln2_high, CK(fma)(k, (ck_f64)ck_log_ln2_low, near));
  // Eight inputs have a logarithm so near to a binary32 midpoint that binary64 rounds to it. With
  // the last bit set, a midpoint rounds away from zero, which is right for all of them.
  y = (ck_f64)((ck_u64)y | (ck_u64)1);
  ck_f32 result = __builtin_convertvector(y, ck_f32);
  result = input == (ck_f32)__builtin_inff() ? input : result;
  result = input == (ck_f32)0.0f ? (ck_f32)-__builtin_inff() : result;
  return input >= (ck_f32)0.0f ? result : (ck_f32)__builtin_nanf("");
}
