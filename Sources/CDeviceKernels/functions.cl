// exp, expm1, tanh, erf and log: correctly rounded for all 2^32 inputs, by binary64 arithmetic in this very sequence
// with these very coefficients, and one rounding. GELU is built of them.

// Lowest coefficient first.
constant double EXP_Q[] = {
    0x1.ffffffffffed2p-2,  0x1.55555555507bcp-3,  0x1.55555555891d6p-5,
    0x1.11111125b61e0p-7,  0x1.6c16c0c8042a9p-10, 0x1.a0198d4f6cce0p-13,
    0x1.a01b7ca25cd0ap-16, 0x1.72e9258da2195p-19, 0x1.27077872b8466p-22,
};
constant double EXPM1_Q[] = {
    0x1.fffffffffffbfp-2,  0x1.5555555552268p-3,  0x1.5555555564b63p-5,
    0x1.1111112133d38p-7,  0x1.6c16c13587ceep-10, 0x1.a0199c02956a7p-13,
    0x1.a01a790427f30p-16, 0x1.72da3d8e345c9p-19, 0x1.27dc5db06f3d2p-22,
};
constant double LOG_R[] = {
    0x1.5555555554124p-1, 0x1.999999a18242ap-2, 0x1.249241b5e6f89p-2,
    0x1.c722821e31396p-3, 0x1.7326c4b94e917p-3, 0x1.58dc9f3c712c5p-3,
};
constant double TANH_P[] = {
    0x1.0000000000000p+0,  0x1.2d95a162ad56cp-3,  0x1.5b9684fcc60a7p-8,  0x1.2299fe5cfd3b2p-14,
    0x1.829d9a872212fp-22, 0x1.774ef960a6c99p-31, 0x1.67431f4d1ac22p-42,
};
constant double TANH_Q[] = {
    0x1.0000000000000p+0,  0x1.ec202606abf84p-2,  0x1.07844717ca7d6p-5,  0x1.652665fddf748p-11,
    0x1.7882e4fd220a6p-18, 0x1.35b94d3171662p-26, 0x1.44e4f83bdeb70p-36, 0x1.7e3390501369fp-49,
};
constant double ERF_P[] = {
    0x1.20dd750429b6dp+0,  0x1.1352bf05e3ebap-2,  0x1.24a9bc936fe81p-4,
    0x1.20ae2b7a9bde4p-7,  0x1.d41aba45556dep-11, 0x1.09a9b3b4a8f7dp-14,
    0x1.90a3e0fab3f68p-19, 0x1.c6111022375aep-24, 0x1.2a68c4c80f695p-30,
};
constant double ERF_Q[] = {
    0x1.0000000000000p+0,  0x1.24aa85384fd11p-1,  0x1.3b1ab95887476p-3,  0x1.a5c2a03cf7677p-6,
    0x1.84cad67c0cc24p-9,  0x1.011cffc57a651p-12, 0x1.e85d55e18c77ep-17, 0x1.3d381c02315d4p-21,
    0x1.dcd444bdc0567p-27, 0x1.467cba2a0454bp-35,
};
#define LN2_HIGH 0x1.62e42fefa39efp-1
#define LN2_LOW 0x1.abc9e3b39803fp-56
#define LOG2E 0x1.71547652b82fep+0
// log's own low part of ln 2, fitted together with LOG_R.
#define LOG_LN2_LOW -0x1.cc7096a9f96f6p-56
// Added to |x| < 2^51, it leaves x rounded to an integer in the low bits.
#define MAGIC 0x1.8p52
// sqrt(1/2) and 1.
#define ROOT_BITS 0x3fe6a09e667f3bcdul
#define ONE_BITS 0x3ff0000000000000ul
#define FRACTION_BITS 0x000ffffffffffffful

#define POLYNOMIAL(x, c) polynomial((x), (c), sizeof(c) / sizeof(*(c)))

// Horner's rule from the last coefficient.
static inline double polynomial(double x, constant double *c, int count) {
  double sum = c[count - 1];
#pragma unroll
  for (int i = count - 2; i >= 0; i--) sum = FMA(sum, x, c[i]);
  return sum;
}

static inline float clamped(float x, float low, float high) {
  x = x > high ? high : x;
  return x < low ? low : x;
}

// x / ln 2 rounded to an integer k, in the low bits and minus MAGIC; what is left of x beside k ln 2.
static inline double shifted_power(double x) { return FMA(x, LOG2E, MAGIC); }
static inline double remainder_of(double x, double shifted) {
  const double k = shifted - MAGIC;
  return FMA(k, -LN2_LOW, FMA(k, -LN2_HIGH, x));
}

static inline float exp_of(float input) {
  const double x = (double)clamped(input, -104.0f, 89.0f);
  const double shifted = shifted_power(x), r = remainder_of(x, shifted);
  const double p = FMA(r, FMA(r, POLYNOMIAL(r, EXP_Q), 1.0), 1.0);
  return nan_of(input, (float)as_double(as_ulong(p) + (as_ulong(shifted) << 52)));
}

static inline float expm1_of(float input) {
  const double x = (double)clamped(input, -18.0f, 89.0f);
  const double shifted = shifted_power(x), r = remainder_of(x, shifted);
  const double p = FMA(r * r, POLYNOMIAL(r, EXPM1_Q), r);
  const double power = as_double(ONE_BITS + (as_ulong(shifted) << 52));
  const float y = (float)FMA(power, p, power - 1.0);
  // The sums lose the sign of -0; the result has the sign of x everywhere.
  return nan_of(input, as_float(as_uint(y) | (as_uint(input) & 0x80000000u)));
}

// Beyond the clamps of tanh and erf the result rounds to 1.
static inline float tanh_of(float input) {
  const double x = (double)clamped(input, -9.0117f, 9.0117f), u = x * x;
  return nan_of(input, (float)((x * POLYNOMIAL(u, TANH_P)) / POLYNOMIAL(u, TANH_Q)));
}

static inline float erf_of(float input) {
  const double x = (double)clamped(input, -3.92f, 3.92f), u = x * x;
  return nan_of(input, (float)((x * POLYNOMIAL(u, ERF_P)) / POLYNOMIAL(u, ERF_Q)));
}

// x = 2^k m with m in [sqrt(1/2), sqrt 2). Subnormals of binary32 are normal in binary64.
static inline float log_of(float input) {
  const ulong bits = as_ulong((double)input) + (ONE_BITS - ROOT_BITS);
  const double m = as_double((bits & FRACTION_BITS) + ROOT_BITS);
  const double k = as_double(bits >> 52 | 0x4330000000000000ul) - (0x1p52 + 1023.0);
  const double f = m - 1.0, s = f / (m + 1.0), v = s * s;
  const double w = FMA(-v, POLYNOMIAL(v, LOG_R), f);
  const double y = FMA(k, LN2_HIGH, FMA(k, LOG_LN2_LOW, FMA(-s, w, f)));
  // With the last bit set, the eight midpoints of binary32 that y can be round away from zero, which is right for all.
  const float result = (float)as_double(as_ulong(y) | 1ul);
  if (input == 0.0f) return -INFINITY;
  return input > 0.0f ? (input == INFINITY ? input : result) : QUIET_NAN;
}

// 1 / sqrt 2 and 1 / sqrt(2 pi), rounded to binary32.
#define INVERSE_ROOT_2 0x1.6a09e6p-1f
#define INVERSE_ROOT_2PI 0x1.988454p-2f

static inline float gelu_of(float x) {
  const float y = (0.5f * x) * (1.0f + erf_of(x * INVERSE_ROOT_2));
  return nan_of(y, y);
}

#define MAP(name)                                        \
  KERNEL void map_##name(V(y), V(x), ulong n) {          \
    const ulong i = get_global_id(0);                    \
    if (i < n) BEGIN(y)[i] = name##_of(BEGIN(x)[i]);     \
  }

MAP(exp)
MAP(expm1)
MAP(tanh)
MAP(erf)
MAP(log)
MAP(gelu)

// dx may be dy or x.
KERNEL void gelu_gradient(V(dx), V(x), V(dy), ulong n) {
  const ulong i = get_global_id(0);
  if (i >= n) return;
  const float v = BEGIN(x)[i];
  const float g = exp_of((-0.5f * v) * v);
  const float slope = 0.5f * (1.0f + erf_of(v * INVERSE_ROOT_2)) + (v * INVERSE_ROOT_2PI) * g;
  const float d = BEGIN(dy)[i] * slope;
  BEGIN(dx)[i] = nan_of(d, d);
}

// dx may be dy or y.
KERNEL void tanh_gradient(V(dx), V(y), V(dy), ulong n) {
  const ulong i = get_global_id(0);
  if (i >= n) return;
  const float v = BEGIN(y)[i];
  BEGIN(dx)[i] = BEGIN(dy)[i] * (1.0f - v * v);
}

KERNEL void add(V(y), V(x), ulong n) {
  const ulong i = get_global_id(0);
  if (i < n) BEGIN(y)[i] = BEGIN(y)[i] + BEGIN(x)[i];
}

// z may be x or y.
KERNEL void sum_of_two(V(z), V(x), V(y), ulong n) {
  const ulong i = get_global_id(0);
  if (i < n) BEGIN(z)[i] = BEGIN(x)[i] + BEGIN(y)[i];
}

KERNEL void fill(V(y), float value, ulong n) {
  const ulong i = get_global_id(0);
  if (i < n) BEGIN(y)[i] = value;
}
