#include "ck_config.h"

#include "ck_product_table.h"

typedef float lanes __attribute__((ext_vector_type(4), aligned(4)));
typedef double wide_lanes __attribute__((ext_vector_type(4)));
typedef uint64_t wide_bits __attribute__((ext_vector_type(4)));

/// x * y + z, rounded once to nearest even, without a fused instruction.
///
/// The product is exact in binary64. The sum is rounded to odd there (where it is inexact and even,
/// it moves one place towards what was lost), so that rounding it to binary32 is one rounding of
/// the exact value: Boldo and Melquiond 2008, Emulation of FMA and correctly rounded sums.
static inline lanes fma_in_software(lanes x, lanes y, lanes z) {
  wide_lanes product =
      __builtin_convertvector(x, wide_lanes) * __builtin_convertvector(y, wide_lanes);
  wide_lanes addend = __builtin_convertvector(z, wide_lanes);
  wide_lanes sum = product + addend;
  // What the sum lost, exactly; NaN, and so neither above nor below 0, where the sum is not finite.
  wide_lanes part = sum - product;
  wide_lanes lost = (product - (sum - part)) + (addend - part);
  wide_bits bits = (wide_bits)sum;
  wide_bits step = ((wide_bits)(lost < 0.0) | (wide_bits)(lost > 0.0)) & ~bits & 1;
  wide_bits inwards = ((wide_bits)lost ^ bits) >> 63;
  wide_lanes odd = (wide_lanes)(bits + step - ((step & inwards) << 1));
  return __builtin_convertvector(odd, lanes);
}

#define NAME(x) ck_product_##x##_generic
#define W 4
#define MR 4
#define NV 2
#define KC 384
#define MC 256
#define FMA(x, y, z) fma_in_software(x, y, z)
#include "ck_product_kernel.h"
