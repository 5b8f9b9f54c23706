#include "ck_config.h"

const char *ck_isa_name(enum ck_isa isa) {
  static const char *const names[CK_ISA_COUNT] = {"generic", "avx2", "avx512", "neon"};
  return names[isa];
}

bool ck_isa_available(enum ck_isa isa) {
  switch (isa) {
    case CK_GENERIC: return true;
#if defined(__x86_64__)
    case CK_AVX2: return __builtin_cpu_supports("avx2") && __builtin_cpu_supports("fma");
    case CK_AVX512:
      return ck_isa_available(CK_AVX2) && __builtin_cpu_supports("avx512f") &&
             __builtin_cpu_supports("avx512vl") && __builtin_cpu_supports("avx512dq") &&
             __builtin_cpu_supports("avx512bw");
#elif defined(__aarch64__)
    case CK_NEON: return true;
#endif
    default: return false;
  }
}
