#include "ck_config.h"
#include "ck_cycles.h"

uint64_t ck_cycle_chain(size_t rounds) {
  uint64_t x = 1;
  for (size_t i = 0; i < rounds; i++)
#if defined(__x86_64__)
    // A multiplication has a latency of 3 cycles on every x86-64 core since 2008; the loop's own
    // instructions run beside it.
    __asm__ volatile(
        "imul %0, %0\n imul %0, %0\n imul %0, %0\n imul %0, %0\n"
        "imul %0, %0\n imul %0, %0\n imul %0, %0\n imul %0, %0" : "+r"(x));
  return rounds * 24;
#elif defined(__aarch64__)
    __asm__ volatile(
        "add %0, %0, %0\n add %0, %0, %0\n add %0, %0, %0\n add %0, %0, %0\n"
        "add %0, %0, %0\n add %0, %0, %0\n add %0, %0, %0\n add %0, %0, %0" : "+r"(x));
  return rounds * 8;
#else
    __asm__ volatile("" : "+r"(x));
  return 0;
#endif
}
