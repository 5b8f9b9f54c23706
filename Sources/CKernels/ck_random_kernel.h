// Dropout, 32 elements at a time; included once per instruction set.

/// The 32 words of blocks `first` to `first + 7`, in order.
///
/// A block is one 64-bit lane of four vectors. The upper halves of the lanes hold waste: a product
/// reads the lower halves only (one vpmuludq), and the other steps never carry downwards.
CK_INLINE void CK(philox_words)(
    ck_u32 words[2], uint32_t first, const struct ck_dropout *d, uint32_t sequence) {
  // Blocks in the order that leaves the last shuffle inside 128-bit parts.
  const ck_u64x8 order = {0, 2, 1, 3, 4, 6, 5, 7};
  const ck_u64x8 lower = (ck_u64x8)0xffffffffu;
  ck_u64x8 c0 = order + (ck_u64x8)(uint64_t)first, c1 = (ck_u64x8)(uint64_t)sequence;
  ck_u64x8 c2 = (ck_u64x8)(uint64_t)d->site, c3 = (ck_u64x8)(uint64_t)d->step;
  uint64_t k0 = d->purpose, k1 = d->seed;
#pragma clang loop unroll(full)
  for (int round = 0; round < 10; round++) {
    const ck_u64x8 p0 = (c0 & lower) * (ck_u64x8)(uint64_t)CK_PHILOX_M0;
    const ck_u64x8 p1 = (c2 & lower) * (ck_u64x8)(uint64_t)CK_PHILOX_M1;
    c0 = p1 >> 32 ^ c1 ^ (ck_u64x8)k0;
    c2 = p0 >> 32 ^ c3 ^ (ck_u64x8)k1;
    c1 = p1;
    c3 = p0;
    k0 += CK_PHILOX_W0;
    k1 += CK_PHILOX_W1;
  }
  const ck_u64x8 w01 = (c0 & lower) | c1 << 32, w23 = (c2 & lower) | c3 << 32;
  words[0] = (ck_u32)__builtin_shufflevector(w01, w23, 0, 8, 2, 10, 1, 9, 3, 11);
  words[1] = (ck_u32)__builtin_shufflevector(w01, w23, 4, 12, 6, 14, 5, 13, 7, 15);
}

CK_INLINE ck_f32 CK(keep)(ck_f32 x, ck_u32 words, const struct ck_dropout *d) {
  return words >= (ck_u32)d->threshold ? x * (ck_f32)d->scale : (ck_f32)0.0f;
}

/// `residual` is null or added. The description is a copy: a store to `y` cannot change it, so its
/// ten round keys stay in place over the loop.
CK_INLINE void CK(dropout_all)(
    float *y, const float *x, const float *residual, size_t n, const struct ck_dropout d,
    uint32_t sequence, uint64_t first) {
  size_t i = 0;
  // At most three elements before the first whole block.
  if (first % 4 != 0) {
    uint32_t words[4];
    const uint32_t counter[4] = {(uint32_t)(first / 4), sequence, d.site, d.step};
    ck_philox(words, counter, (const uint32_t[2]){d.purpose, d.seed});
    for (; i < n && (first + i) % 4 != 0; i++) {
      const float kept = words[(first + i) % 4] >= d.threshold ? x[i] * d.scale : 0.0f;
      y[i] = residual ? kept + residual[i] : kept;
    }
  }
  for (; i + 2 * CK_LANES <= n; i += 2 * CK_LANES) {
    ck_u32 words[2];
    CK(philox_words)(words, (uint32_t)((first + i) / 4), &d, sequence);
#pragma clang loop unroll(full)
    for (size_t half = 0; half < 2; half++) {
      const size_t at = i + half * CK_LANES;
      const ck_f32 kept = CK(keep)(CK(load)(x + at), words[half], &d);
      CK(store)(y + at, residual ? kept + CK(load)(residual + at) : kept);
    }
  }
  if (i == n) return;
  ck_u32 words[2];
  CK(philox_words)(words, (uint32_t)((first + i) / 4), &d, sequence);
  for (size_t half = 0; half < 2 && i < n; half++) {
    const size_t count = n - i < CK_LANES ? n - i : CK_LANES;
    const ck_f32 kept = CK(keep)(CK(load_part)(x + i, count), words[half], &d);
    CK(store_part)(y + i, residual ? kept + CK(load_part)(residual + i, count) : kept, count);
    i += count;
  }
}

[[maybe_unused]] static void CK(dropout_run)(
    float *y, const float *x, size_t n, const struct ck_dropout *d, uint32_t sequence,
    uint64_t first) {
  CK(dropout_all)(y, x, nullptr, n, *d, sequence, first);
}

/// y[i] = (keep ? x[i] * scale : +0) + residual[i]; y may be x or residual.
[[maybe_unused]] static void CK(dropout_add)(
    float *y, const float *x, const float *residual, size_t n, const struct ck_dropout *d,
    uint32_t sequence, uint64_t first) {
  CK(dropout_all)(y, x, residual, n, *d, sequence, first);
}
