/// Products of binary32 matrices in which every element is one chain of fused multiply-adds.
#pragma once

#include "ck_config.h"

/// One product, `rows` x `depth` times `depth` x `columns`:
///
///     sum = accumulate ? c[i, j] : +0
///     for k ascending: sum = fma(a[i, k], b[k, j], sum)
///     c[i, j] = bias ? sum + bias[j] : sum
///
/// Strides count floats. Neither operand may overlap c.
struct ck_product {
  size_t rows, columns, depth;
  /// a[i, k] lies at a[i * a_row + k * a_depth].
  const float *a;
  size_t a_row, a_depth;
  /// b[k, j] lies at b[k * b_depth + j * b_column]; not read when `packed` is there.
  const float *b;
  size_t b_depth, b_column;
  /// b as `ck_product_pack` of the same instruction set laid it out, or null.
  const float *packed;
  /// c[i, j] lies at c[i * c_row + j].
  float *c;
  size_t c_row;
  /// `columns` floats, added after the chain in a rounding of their own, or null.
  const float *bias;
  bool accumulate;
};

/// Computes part `part` of `parts` of the product; the parts cover c once, and may run at the same
/// time. No element depends on `parts`.
void ck_product_run(enum ck_isa isa, const struct ck_product *product, size_t part, size_t parts);

/// The definition in plain loops: what `ck_product_run` must give, bit for bit. For readers and tests; slow.
///
/// `packed` is not read.
void ck_product_plain(const struct ck_product *product);

/// Number of floats that a packed b takes.
size_t ck_product_packed_count(enum ck_isa isa, size_t depth, size_t columns);

/// Lays out part `part` of `parts` of the product's b (`depth`, `columns`, `b` and its strides are
/// read).
void ck_product_pack(
    enum ck_isa isa, const struct ck_product *product, float *packed, size_t part, size_t parts);
