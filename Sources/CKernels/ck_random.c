#include "ck_random.h"

#include "ck_philox.h"

void ck_philox(uint32_t words[4], const uint32_t counter[4], const uint32_t key[2]) {
  uint32_t c0 = counter[0], c1 = counter[1], c2 = counter[2], c3 = counter[3];
  uint32_t k0 = key[0], k1 = key[1];
  for (int round = 0; round < 10; round++) {
    const uint64_t p0 = (uint64_t)c0 * CK_PHILOX_M0, p1 = (uint64_t)c2 * CK_PHILOX_M1;
    c0 = (uint32_t)(p1 >> 32) ^ c1 ^ k0;
    c2 = (uint32_t)(p0 >> 32) ^ c3 ^ k1;
    c1 = (uint32_t)p1;
    c3 = (uint32_t)p0;
    k0 += CK_PHILOX_W0;
    k1 += CK_PHILOX_W1;
  }
  words[0] = c0, words[1] = c1, words[2] = c2, words[3] = c3;
}

#define CK_SOURCE "ck_random_kernel.h"
#include "ck_each_isa.h"

void ck_dropout_run(enum ck_isa isa, float *y, const float *x, size_t n,
                    const struct ck_dropout *dropout, uint32_t sequence, uint64_t first) {
  CK_CALL(isa, dropout_run, y, x, n, dropout, sequence, first);
}
