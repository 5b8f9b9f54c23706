// Prints a digest of what each kernel makes of fixed inputs, for each instruction set that this
// machine has; fails when two of them differ. ci/kernel-digests builds it and compares machines.
#include <stdbool.h>
#include <stdint.h>
#include <stdio.h>
#include <stdlib.h>
#include <string.h>

#include "CKernels.h"

enum { ROWS = 37, COLUMNS = 131, COUNT = ROWS * COLUMNS };  // ragged on purpose


static float a[COUNT], b[COUNT], c[COUNT], d[COUNT], out[COUNT], more[COUNT];
static float first[COLUMNS], second[COLUMNS], means[ROWS], rstds[ROWS];

static uint64_t state;

static uint64_t next(void) {  // splitmix64
  uint64_t z = state += 0x9e3779b97f4a7c15;
  z = (z ^ z >> 30) * 0xbf58476d1ce4e5b9;
  z = (z ^ z >> 27) * 0x94d049bb133111eb;
  return z ^ z >> 31;
}

// Magnitudes from 2^-12 to 2^3, now and then a subnormal or a zero.
static void fill(float *x, size_t n, uint64_t seed) {
  state = seed;
  for (size_t i = 0; i < n; i++) {
    const uint32_t word = (uint32_t)next();
    uint32_t bits = (word & 0x807fffff) | (115 + (word >> 23 & 15)) << 23;
    if (next() % 64 == 0) bits = word & 0x807fffff;
    if (next() % 64 == 0) bits = word & 0x80000000;
    memcpy(x + i, &bits, sizeof bits);
  }
}

static uint64_t digest(uint64_t hash, const void *data, size_t size) {  // FNV-1a
  const unsigned char *bytes = data;
  for (size_t i = 0; i < size; i++) hash = (hash ^ bytes[i]) * 0x100000001b3;
  return hash;
}

static const uint64_t START = 0xcbf29ce484222325;

typedef void map(enum ck_isa, float *, const float *, size_t);

// Inputs from the whole range, in runs of ragged length.
static uint64_t map_digest(map *f, enum ck_isa isa) {
  uint64_t hash = START;
  for (uint64_t bits = 0; bits < 1ull << 32;) {
    size_t n = 0;
    for (; n < 997 && bits < 1ull << 32; n++, bits += 48611) {
      const uint32_t word = (uint32_t)bits;
      memcpy(a + n, &word, sizeof word);
    }
    f(isa, out, a, n);
    hash = digest(hash, out, n * sizeof *out);
  }
  return hash;
}

static const struct ck_dropout site = {3, 0xdeadbeef, 7, 41, 429496729, 0x1.c71c72p+0f};

// What the product gave must be the chain of the plain loops, bit for bit.
static void require_plain(const struct ck_product *product, const float *found, unsigned form) {
  static float expected[COUNT];
  fill(expected, COUNT, 13 + form);
  struct ck_product plain = *product;
  plain.c = expected;
  ck_product_plain(&plain);
  if (memcmp(expected, found, product->rows * product->columns * sizeof *found) != 0) {
    fprintf(stderr, "a product differs from the plain loops\n");
    exit(1);
  }
}

// Products: both operands as they are and transposed, packed and not, with a bias or going on from
// c, in one part and in three. More rows than a tile, more columns than panels, a deep chain.
static uint64_t product_digest(enum ck_isa isa) {
  static const struct {
    size_t rows, columns, depth;
  } shapes[] = {{37, 53, 83}, {37, 131, 31}, {3, 3, 1601}, {1, 17, 5}, {131, 1, 37}};
  uint64_t hash = START;
  for (size_t s = 0; s < sizeof shapes / sizeof *shapes; s++) {
    const size_t rows = shapes[s].rows, columns = shapes[s].columns, depth = shapes[s].depth;
    float *packed = malloc(ck_product_packed_count(isa, depth, columns) * sizeof *packed);
    if (!packed) abort();
    for (unsigned form = 0; form < 16; form++) {
      fill(a, COUNT, 11 + form), fill(b, COUNT, 12 + form), fill(c, COUNT, 13 + form);
      fill(d, COLUMNS, 14 + form);
      const bool a_turned = form & 1, b_turned = form & 2, is_packed = form & 4;
      const struct ck_product plain = {
          .rows = rows, .columns = columns, .depth = depth,
          .a = a, .a_row = a_turned ? 1 : depth, .a_depth = a_turned ? rows : 1,
          .b = b, .b_depth = b_turned ? 1 : columns, .b_column = b_turned ? depth : 1,
          .c = c, .c_row = columns,
          .bias = form & 8 ? d : NULL, .accumulate = !(form & 8)};
      struct ck_product product = plain;
      const size_t parts = is_packed ? 3 : 1;
      if (is_packed) {
        for (size_t p = 0; p < parts; p++) ck_product_pack(isa, &plain, packed, p, parts);
        product.packed = packed;
      }
      for (size_t p = 0; p < parts; p++) ck_product_run(isa, &product, p, parts);
      hash = digest(hash, c, rows * columns * sizeof *c);
      require_plain(&plain, c, form);
    }
    free(packed);
  }
  return hash;
}

static uint64_t layer_digest(int layer, enum ck_isa isa) {
  fill(a, COUNT, 1), fill(b, COUNT, 2), fill(c, COUNT, 3), fill(d, COUNT, 4);
  fill(first, COLUMNS, 5), fill(second, COLUMNS, 6);
  memset(out, 0, sizeof out), memset(more, 0, sizeof more);
  memset(means, 0, sizeof means), memset(rstds, 0, sizeof rstds);
  double wide[2] = {};
  switch (layer) {
    case 0: ck_gelu_gradient(isa, out, a, b, COUNT); break;
    case 1: ck_tanh_gradient(isa, out, a, b, COUNT); break;
    case 2: wide[0] = ck_sum(isa, a, COUNT), wide[1] = ck_sum_of_squares(isa, a, COUNT); break;
    case 3: ck_column_sums(isa, out, a, COLUMNS, ROWS, COLUMNS); break;
    case 4:
      for (size_t r = 0; r < ROWS; r++) {
        const size_t at = r * COLUMNS;
        ck_residual_layer_norm(isa, out + at, more + at, means + r, rstds + r, a + at, b + at,
                               first, second, 1e-12f, COLUMNS, &site, (uint32_t)r / 5, at);
      }
      break;
    case 5:
      ck_layer_norm(isa, more, COLUMNS, means, rstds, a, COLUMNS, first, second, 1e-12f, ROWS,
                    COLUMNS);
      ck_layer_norm_gradient(isa, out, COLUMNS, a, COLUMNS, b, COLUMNS, first, means, rstds, ROWS,
                             COLUMNS);
      ck_layer_norm_parameter_gradient(isa, c, d, a, COLUMNS, b, COLUMNS, means, rstds, ROWS,
                                       COLUMNS);
      break;
    case 6:
      memcpy(out, a, sizeof out), memcpy(more, b, sizeof more);
      ck_softmax(isa, out, COLUMNS, ROWS, COLUMNS, 0.125f);
      ck_softmax_gradient(isa, more, COLUMNS, out, COLUMNS, ROWS, COLUMNS, 0.125f);
      break;
    case 7: {
      int32_t labels[ROWS];
      for (int32_t r = 0; r < ROWS; r++) labels[r] = r * 7 % COLUMNS;
      wide[0] = ck_cross_entropy(isa, out, COLUMNS, a, COLUMNS, labels, ROWS, COLUMNS);
      break;
    }
    case 8: ck_embed(isa, out, a, b, c, COUNT); break;
    case 9: ck_dropout_run(isa, out, a, COUNT, &site, 3, 1001); break;
    case 10:
    case 11:
      for (size_t i = 0; i < COUNT; i++) d[i] = d[i] < 0 ? -d[i] : d[i];
      for (int step = 0; step < 3; step++) {
        const struct ck_adamw k = {0x1.fffp-1f, 0.1f, 0.999f, 0.001f, 0.25f, 1e-8f, 1e-3f, 0.7f};
        const struct ck_bert_adam l = {0.9f, 0.1f, 0.999f, 0.001f, 1e-6f, 0.01f, 1e-3f, 0.7f};
        if (layer == 10) ck_adamw(isa, a, b, c, d, COUNT, &k);
        else ck_bert_adam(isa, a, b, c, d, COUNT, &l);
      }
      break;
    case 12: {
      const uint64_t hash = product_digest(isa);
      memcpy(wide, &hash, sizeof hash);
      break;
    }
    case 13: {
      int32_t rows[2 * ROWS];
      for (int32_t r = 0; r < 2 * ROWS; r++) rows[r] = r * 11 % ROWS;
      ck_gathered_column_sums(isa, out, a, COLUMNS, rows, 2 * ROWS, COLUMNS);
      break;
    }
    case 14: ck_adamw_decay(isa, a, COUNT, 0x1.fffp-1f), ck_add(isa, b, c, COUNT); break;
    default:
      state = 7;
      for (size_t i = 0; i < COUNT / 2; i++) {
        const double x = (double)(int64_t)next() * 0x1p-54;  // -512 to 512
        const double e = ck_exp64(isa, x), l = ck_log64(isa, x < 0 ? -x : x);
        memcpy(out + 2 * i, &e, sizeof e), memcpy(more + 2 * i, &l, sizeof l);
      }
  }
  uint64_t hash = START;
  float *const all[] = {a, b, c, d, out, more};
  for (size_t i = 0; i < sizeof all / sizeof *all; i++) hash = digest(hash, all[i], sizeof a);
  hash = digest(hash, means, sizeof means);
  hash = digest(hash, rstds, sizeof rstds);
  return digest(hash, wide, sizeof wide);
}

static const struct {
  const char *name;
  map *map;
} maps[] = {{"exp", ck_exp}, {"expm1", ck_expm1}, {"tanh", ck_tanh},
            {"erf", ck_erf}, {"log", ck_log},     {"gelu", ck_gelu}};
static const char *const layers[] = {
    "gelu-gradient", "tanh-gradient", "sums", "column-sums", "residual-layer-norm", "layer-norm",
    "softmax", "cross-entropy", "embedding", "dropout", "adamw", "bert-adam", "products",
    "gathered-sums", "decay-and-add", "exp64-log64"};
enum { MAPS = sizeof maps / sizeof *maps, LAYERS = sizeof layers / sizeof *layers };

int main(void) {
  bool differ = false;
  for (int i = 0; i < MAPS + LAYERS; i++) {
    const char *name = i < MAPS ? maps[i].name : layers[i - MAPS];
    uint64_t expected = 0;
    for (enum ck_isa isa = CK_GENERIC; isa < CK_ISA_COUNT; isa++) {
      if (!ck_isa_available(isa)) continue;
      const uint64_t hash = i < MAPS ? map_digest(maps[i].map, isa) : layer_digest(i - MAPS, isa);
      if (isa == CK_GENERIC) printf("%s %016llx\n", name, (unsigned long long)(expected = hash));
      fprintf(stderr, "%s %s %016llx\n", ck_isa_name(isa), name, (unsigned long long)hash);
      if (hash != expected) differ = true;
    }
  }
  if (differ) fprintf(stderr, "instruction sets differ\n");
  return differ;
}
