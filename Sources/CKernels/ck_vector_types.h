/// Sixteen lanes, whatever the processor's registers.
///
/// One ck_f32 is one zmm, two ymm or four 128-bit registers. That keeps the order of a row
/// reduction, and gives chains of fma enough independent work.
#pragma once

#include "ck_config.h"
#include "ck_fma_lanes.h"

enum { CK_LANES = 16 };

typedef float ck_f32 __attribute__((ext_vector_type(16)));
typedef double ck_f64 __attribute__((ext_vector_type(16)));
typedef int32_t ck_i32 __attribute__((ext_vector_type(16)));
typedef uint32_t ck_u32 __attribute__((ext_vector_type(16)));
typedef uint64_t ck_u64 __attribute__((ext_vector_type(16)));

// A helper is compiled for one instruction set only: a call would cross into another.
#define CK_INLINE [[maybe_unused]] static inline __attribute__((always_inline))

/// Elements of an array.
#define CK_COUNT(c) ((int)(sizeof(c) / sizeof *(c)))
