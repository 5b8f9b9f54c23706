#include "ck_config.h"

#if defined(__aarch64__)
#include "ck_product_table.h"

#define NAME(x) ck_product_##x##_neon
// 24 of 32 registers hold sums.
#define W 4
#define MR 8
#define NV 3
#define KC 512
#define MC 256
#define FMA(x, y, z) __builtin_elementwise_fma(x, y, z)
#include "ck_product_kernel.h"
#endif
