#define _POSIX_C_SOURCE 200809L  // thread-specific memory
#include "ck_config.h"
#include "ck_product.h"

#include "ck_product_table.h"

#include <pthread.h>
#include <stdlib.h>

static const struct ck_product_table *table_for(enum ck_isa isa) {
  switch (isa) {
#if defined(__x86_64__)
    case CK_AVX2: return &ck_product_table_avx2;
    case CK_AVX512: return &ck_product_table_avx512;
#elif defined(__aarch64__)
    case CK_NEON: return &ck_product_table_neon;
#endif
    default: return &ck_product_table_generic;
  }
}

// Scratch lives as long as its thread, so that nothing is allocated inside a training step.
static pthread_key_t scratch_key;
static pthread_once_t scratch_once = PTHREAD_ONCE_INIT;
static _Thread_local float *scratch;

static void make_scratch_key(void) {
  if (pthread_key_create(&scratch_key, free) != 0) abort();
}

static float *scratch_of_thread(void) {
  if (scratch) return scratch;
  size_t count = ck_product_table_generic.scratch;
#if defined(__x86_64__)
  if (ck_product_table_avx2.scratch > count) count = ck_product_table_avx2.scratch;
  if (ck_product_table_avx512.scratch > count) count = ck_product_table_avx512.scratch;
#elif defined(__aarch64__)
  if (ck_product_table_neon.scratch > count) count = ck_product_table_neon.scratch;
#endif
  size_t bytes = (count * sizeof(float) + 4095) / 4096 * 4096;
  pthread_once(&scratch_once, make_scratch_key);
  scratch = aligned_alloc(4096, bytes);
  // A few megabytes once a thread: without them there is no result to give.
  if (!scratch) abort();
  __builtin_memset(scratch, 0, bytes);
  pthread_setspecific(scratch_key, scratch);
  return scratch;
}

// Both depend on nothing but the shape, and no element depends on either.
static size_t share(size_t count, size_t part, size_t parts) { return count * part / parts; }

static size_t panels(const struct ck_product_table *table, size_t columns) {
  return (columns + table->panel - 1) / table->panel;
}

void ck_product_run(enum ck_isa isa, const struct ck_product *product, size_t part, size_t parts) {
  const struct ck_product_table *table = table_for(isa);
  size_t rows = product->rows, columns = product->columns;
  size_t i0 = 0, i1 = rows, j0 = 0, j1 = columns;
  // Rows are shared out; or columns, when b is still to be packed and the product is wider than
  // tall: then no thread packs what another packs too.
  size_t count = panels(table, columns);
  if (product->packed || rows >= columns || count < 2 * parts) {
    i0 = share(rows, part, parts);
    i1 = share(rows, part + 1, parts);
  } else {
    j0 = share(count, part, parts) * table->panel;
    j1 = share(count, part + 1, parts) * table->panel;
    if (j1 > columns) j1 = columns;
  }
  if (i0 < i1 && j0 < j1) table->run(product, i0, i1, j0, j1, scratch_of_thread());
}

size_t ck_product_packed_count(enum ck_isa isa, size_t depth, size_t columns) {
  const struct ck_product_table *table = table_for(isa);
  return panels(table, columns) * table->panel * depth;
}

void ck_product_pack(
    enum ck_isa isa, const struct ck_product *product, float *packed, size_t part, size_t parts) {
  const struct ck_product_table *table = table_for(isa);
  size_t count = panels(table, product->columns);
  size_t j0 = share(count, part, parts) * table->panel;
  size_t j1 = share(count, part + 1, parts) * table->panel;
  table->pack(product, packed, j0, j1 < product->columns ? j1 : product->columns);
}
