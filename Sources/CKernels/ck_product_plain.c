#include "ck_config.h"
#include "ck_fma.h"
#include "ck_product.h"

/// x * y + z, rounded once to binary32. The product is exact in binary64; the sum is rounded to odd there, so that
/// the second rounding is the only one that counts (see ck_product_generic.c).
static float fma_once(float x, float y, float z) {
  const double product = (double)x * y, sum = product + z, part = sum - product;
  const double lost = (product - (sum - part)) + (z - part);
  const uint64_t bits = ck_bits64(sum), step = (lost < 0 || lost > 0) & ~bits & 1;
  const uint64_t inwards = (ck_bits64(lost) ^ bits) >> 63;
  return (float)ck_float64(bits + step - ((step & inwards) << 1));
}

void ck_product_plain(const struct ck_product *product) {
  const struct ck_product p = *product;
  for (size_t i = 0; i < p.rows; i++) {
    for (size_t j = 0; j < p.columns; j++) {
      float *c = &p.c[i * p.c_row + j];
      float sum = p.accumulate ? *c : 0;
      for (size_t k = 0; k < p.depth; k++) {
        sum = fma_once(p.a[i * p.a_row + k * p.a_depth], p.b[k * p.b_depth + j * p.b_column], sum);
      }
      *c = p.bias ? sum + p.bias[j] : sum;
    }
  }
}
