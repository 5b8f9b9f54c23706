/// First include of every kernel source: what the compiler may not do, and the instruction sets.
#pragma once

#include <stdbool.h>
#include <stddef.h>
#include <stdint.h>

#if defined(__FAST_MATH__)
#error "Kernels define bits: they cannot be compiled with -ffast-math."
#endif

#if defined(__clang__)
#pragma STDC FP_CONTRACT OFF
#else
#error "Kernels need clang: other compilers lack its vector extensions."
#endif

/// One source per operation is compiled once for each of these; every one gives the same bits.
enum ck_isa {
  /// Portable C, fused multiply-add in software: the definition.
  CK_GENERIC = 0,
  /// x86-64 with AVX2 and FMA.
  CK_AVX2 = 1,
  /// x86-64 with AVX-512 F, VL, DQ and BW.
  CK_AVX512 = 2,
  /// AArch64 with Advanced SIMD.
  CK_NEON = 3,
  /// How many there are.
  CK_ISA_COUNT = 4,
};

/// What users call it.
const char *ck_isa_name(enum ck_isa isa);

/// Whether this build and this machine can run the kernels of `isa`.
bool ck_isa_available(enum ck_isa isa);
