#include "ck_config.h"

#if defined(__x86_64__)
#include "ck_product_table.h"

#pragma clang attribute push(__attribute__((target("avx2,fma"))), apply_to = function)
#define NAME(x) ck_product_##x##_avx2
// 12 of 16 registers hold sums; 4 x 24 spills.
#define W 8
#define MR 6
#define NV 2
#define KC 512
#define MC 384
#define FMA(x, y, z) __builtin_elementwise_fma(x, y, z)
#include "ck_product_kernel.h"
#pragma clang attribute pop
#endif
