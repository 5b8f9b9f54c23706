/// Includes CK_SOURCE once for each instruction set of the processor; no include guard.
///
/// CK_SOURCE is compiled with CK(name) = ck_<name>_<isa>, CK_HARDWARE_FMA, and the operations of
/// ck_vector.h. A function outside it then chooses with CK_CALL.

#define CK_PASTE3(name, isa) ck_##name##_##isa
#define CK_PASTE2(name, isa) CK_PASTE3(name, isa)
#define CK(name) CK_PASTE2(name, CK_ISA)

#define CK_ISA generic
#define CK_HARDWARE_FMA 0
#include "ck_vector.h"
#include CK_SOURCE
#undef CK_ISA
#undef CK_HARDWARE_FMA

#define CK_HARDWARE_FMA 1
#if defined(__x86_64__)

#define CK_ISA avx2
#pragma clang attribute push(__attribute__((target("avx2,fma"))), apply_to = function)
#include "ck_vector.h"
#include CK_SOURCE
#pragma clang attribute pop
#undef CK_ISA

#define CK_ISA avx512
#pragma clang attribute push( \
    __attribute__((target("avx512f,avx512vl,avx512dq,avx512bw,avx2,fma"))), apply_to = function)
#include "ck_vector.h"
#include CK_SOURCE
#pragma clang attribute pop
#undef CK_ISA

#define CK_CALL(isa, name, ...)                          \
  ((isa) == CK_AVX2     ? ck_##name##_avx2(__VA_ARGS__)  \
   : (isa) == CK_AVX512 ? ck_##name##_avx512(__VA_ARGS__) \
                        : ck_##name##_generic(__VA_ARGS__))

#elif defined(__aarch64__)

#define CK_ISA neon
#include "ck_vector.h"
#include CK_SOURCE
#undef CK_ISA

#define CK_CALL(isa, name, ...) \
  ((isa) == CK_NEON ? ck_##name##_neon(__VA_ARGS__) : ck_##name##_generic(__VA_ARGS__))

#else
#define CK_CALL(isa, name, ...) ((void)(isa), ck_##name##_generic(__VA_ARGS__))
#endif
#undef CK_HARDWARE_FMA
