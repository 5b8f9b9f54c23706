// What the product's kernels offer to ck_product.c, one table for each instruction set.
#pragma once

#include "ck_config.h"
#include "ck_product.h"

struct ck_product_table {
  /// Columns of a panel of packed b.
  size_t panel;
  /// Floats of scratch that `run` needs.
  size_t scratch;
  /// Computes rows i0..<i1 and columns j0..<j1 of c; j0 is a multiple of `panel`.
  void (*run)(
      const struct ck_product *, size_t i0, size_t i1, size_t j0, size_t j1, float *scratch);
  /// Lays out the panels of columns j0..<j1 of b; j0 is a multiple of `panel`.
  void (*pack)(const struct ck_product *, float *packed, size_t j0, size_t j1);
};

extern const struct ck_product_table ck_product_table_generic;
#if defined(__x86_64__)
extern const struct ck_product_table ck_product_table_avx2, ck_product_table_avx512;
#elif defined(__aarch64__)
extern const struct ck_product_table ck_product_table_neon;
#endif
