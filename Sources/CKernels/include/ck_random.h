/// Random words by Philox4x32-10, and dropout from them.
#pragma once

#include "ck_config.h"

/// One block of Philox4x32-10 (Salmon et al. 2011): four words of a counter and a key.
void ck_philox(uint32_t words[4], const uint32_t counter[4], const uint32_t key[2]);

/// The place in the network and in time that a dropout mask belongs to.
struct ck_dropout {
  uint32_t purpose, seed;  // the key
  uint32_t site, step;
  uint32_t threshold;  // floor(p 2^32): a word below it drops its element
  float scale;         // binary32(1 / (1 - p))
};

/// y[i] = keep ? x[i] * scale : +0 for i below n; y may be x.
///
/// The word of element e = first + i is word e mod 4 of the block with counter
/// (e / 4, sequence, site, step) and key (purpose, seed). first + n <= 2^34.
void ck_dropout_run(enum ck_isa isa, float *y, const float *x, size_t n,
                    const struct ck_dropout *dropout, uint32_t sequence, uint64_t first);
