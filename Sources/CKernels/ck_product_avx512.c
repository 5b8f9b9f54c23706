#include "ck_config.h"

#if defined(__x86_64__)
#include "ck_product_table.h"

#pragma clang attribute push( \
    __attribute__((target("avx512f,avx512vl,avx512dq,avx512bw,avx2,fma"))), apply_to = function)
#define NAME(x) ck_product_##x##_avx512
// 28 of 32 registers hold sums.
#define W 16
#define MR 14
#define NV 2
#define KC 512
#define MC 512
#define FMA(x, y, z) __builtin_elementwise_fma(x, y, z)
#include "ck_product_kernel.h"
#pragma clang attribute pop
#endif
