/// fma(a, b, c) = a * b + c in binary64, rounded once to nearest even, without an fma instruction.
///
/// The definition of fma for the generic instruction set, whose products have one in binary32 of their own
/// (ck_product_generic.c). Where all values are numbers the bits are
/// those of IEEE 754 fusedMultiplyAdd, subnormal results, signed zeros and overflow included. A NaN
/// result is a quiet NaN; which one is not specified (processors differ).
#pragma once

#include "ck_config.h"

static inline uint64_t ck_bits64(double x) {
  uint64_t bits;
  __builtin_memcpy(&bits, &x, sizeof bits);
  return bits;
}

static inline double ck_float64(uint64_t bits) {
  double x;
  __builtin_memcpy(&x, &bits, sizeof x);
  return x;
}

/// A finite binary64 other than zero: significand * 2^exponent, 2^52 <= significand < 2^53.
struct ck_number64 {
  uint64_t significand;
  int exponent;
};

static inline struct ck_number64 ck_unpack64(uint64_t bits) {
  const uint64_t fraction = bits & 0x000fffffffffffffu;
  const int field = (int)(bits >> 52 & 0x7ff);
  if (__builtin_expect(field != 0, 1)) {
    return (struct ck_number64){fraction | 1ull << 52, field - 1075};
  }
  const int shift = __builtin_clzll(fraction) - 11;
  return (struct ck_number64){fraction << shift, -1074 - shift};
}

/// x * 2^-count; bits shifted out are kept as a lowest bit of 1 ("sticky").
static inline unsigned __int128 ck_shift_sticky(unsigned __int128 x, int count) {
  if (count >= 128) return x != 0;
  const unsigned __int128 kept = x >> count;
  return kept | (kept << count != x);
}

/// (-1)^sign * x * 2^exponent, rounded to nearest even; x is not zero, below 2^127.
static inline double ck_pack64(uint64_t sign, unsigned __int128 x, int exponent) {
  const uint64_t high = (uint64_t)(x >> 64);
  const int length =
      high ? 128 - __builtin_clzll(high) : 64 - __builtin_clzll((uint64_t)x);
  // Bits to drop: what exceeds 53 bits, and what lies below 2^-1074.
  int drop = length - 53;
  if (drop + exponent < -1074) drop = -1074 - exponent;
  uint64_t kept;
  if (drop <= 0) {
    kept = (uint64_t)x << -drop;
  } else if (drop > length) {
    return ck_float64(sign << 63);  // below half of the least subnormal
  } else {
    kept = (uint64_t)(x >> drop);
    const unsigned __int128 unit = (unsigned __int128)1 << drop, half = unit >> 1;
    const unsigned __int128 rest = x & (unit - 1);
    kept += (rest > half) | ((rest == half) & (uint64_t)(kept & 1));
  }
  // kept may carry the hidden bit (normal) or not (subnormal): the sum gives the field either way.
  const int field = drop + exponent + 1074;
  if (field >= 0x7fe) return ck_float64(sign << 63 | 0x7ffull << 52);
  const uint64_t magnitude = ((uint64_t)field << 52) + kept;  // a carry may reach infinity
  return ck_float64(sign << 63 | magnitude);
}

/// fma in binary64, in integers of 128 bits.
static inline double ck_software_fma64(double a, double b, double c) {
  const uint64_t x = ck_bits64(a), y = ck_bits64(b), z = ck_bits64(c);
  const uint64_t infinity = 0x7ffull << 53;  // bits << 1: 0 for zeros, below this when finite
  const bool usual = ((x << 1) - 1 < infinity - 1) & ((y << 1) - 1 < infinity - 1) &
                     ((z << 1) - 1 < infinity - 1);
  if (__builtin_expect(!usual, false)) {
    if ((x << 1) >= infinity || (y << 1) >= infinity) return a * b + c;
    if ((z << 1) >= infinity) return c + c;  // a * b is finite, though its rounding may not be
    if ((x << 1) == 0 || (y << 1) == 0) return a * b + c;
    return a * b;  // c is a zero, and a * b rounds a value that is none
  }
  const struct ck_number64 p = ck_unpack64(x), q = ck_unpack64(y), r = ck_unpack64(z);
  unsigned __int128 product = (unsigned __int128)p.significand * q.significand;  // < 2^106
  unsigned __int128 addend = r.significand;                                      // < 2^53
  int exponent = p.exponent + q.exponent;  // of the product's lowest bit, then of the sum's
  const int distance = r.exponent - exponent;
  // Bring both to one exponent inside 126 bits. What does not fit is far below the other term,
  // which then keeps at least 104 bits: a sticky bit decides every rounding.
  if (distance >= 0) {
    const int left = distance < 73 ? distance : 73;
    addend <<= left;
    product = ck_shift_sticky(product, distance - left);
    exponent += distance - left;
  } else {
    const int left = -distance < 20 ? -distance : 20;
    product <<= left;
    addend = ck_shift_sticky(addend, -distance - left);
    exponent -= left;
  }
  const uint64_t product_sign = (x ^ y) >> 63, addend_sign = z >> 63;
  if (product_sign == addend_sign) return ck_pack64(product_sign, product + addend, exponent);
  if (product > addend) return ck_pack64(product_sign, product - addend, exponent);
  if (addend > product) return ck_pack64(addend_sign, addend - product, exponent);
  return 0.0;
}
