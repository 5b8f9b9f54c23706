/// Constants and lanes of Philox4x32-10, for the kernels that draw words.
#pragma once

#include "ck_random.h"
#include "ck_vector_types.h"

enum : uint32_t {
  CK_PHILOX_M0 = 0xd2511f53,
  CK_PHILOX_M1 = 0xcd9e8d57,
  CK_PHILOX_W0 = 0x9e3779b9,
  CK_PHILOX_W1 = 0xbb67ae85,
};

typedef uint64_t ck_u64x8 __attribute__((ext_vector_type(8)));
