// The innermost part of a product: a tile of c held in registers for a run of k.
//
// No include guard: compiled once for each instruction set by ck_product_kernel.h, which says what
// W, MR, NV and the macros mean.

// Row i of a is reached as a + odd * stride * {1, 2, 4, 8}, as x86 addresses it: 14 rows need 7
// index registers, so a is read where it lies, transposed or not.
#define ROW(i) \
  (a + ((i) == 0       ? 0 \
        : (i) % 2 == 1 ? odd[(i) / 2] \
        : (i) % 4 == 2 ? odd[(i) / 4] * 2 \
        : (i) % 8 == 4 ? odd[(i) / 8] * 4 \
                       : odd[0] * 8))

/// One tile of at most MR rows by NV vectors, over `depth` steps of k.
struct NAME(tile) {
  size_t depth;
  /// a, with its strides in bytes.
  const char *a;
  ptrdiff_t a_row, a_depth;
  const float *b;
  size_t b_depth;
  float *c;
  size_t c_row;
  const float *bias;
  /// Chains go on from c instead of +0.
  bool resume;
  /// c of the next tile, or null.
  const float *next_c;
  /// The next panel of packed b, or null: a place in it to fetch with every step of k.
  const char *next_b;
  size_t next_b_step;
};

// `rows`, `vectors` and `fetches` are constants at every call, so that the sums live in registers.
INLINE void NAME(chains)(
    const size_t rows, const size_t vectors, const bool fetches, const struct NAME(tile) * t) {
  size_t depth = t->depth;
  const char *a = t->a, *next_b = t->next_b;
  const ptrdiff_t a_depth = t->a_depth;
  const float *b = t->b;
  const size_t b_depth = t->b_depth, c_row = t->c_row, next_b_step = t->next_b_step;
  float *c = t->c;

  ptrdiff_t odd[(MR + 1) / 2];
  UNROLL for (size_t i = 0; i < (rows + 1) / 2; i++) {
    odd[i] = t->a_row * (ptrdiff_t)(2 * i + 1);
    // Opaque to the compiler, which would otherwise keep a pointer for every row and run out.
    __asm__("" : "+r"(odd[i]));
  }

  vector sum[MR][NV];
  if (t->resume)
    UNROLL for (size_t i = 0; i < rows; i++) UNROLL for (size_t v = 0; v < vectors; v++)
      sum[i][v] = *(const vector *)(c + i * c_row + v * W);
  else
    UNROLL for (size_t i = 0; i < rows; i++) UNROLL for (size_t v = 0; v < vectors; v++)
      sum[i][v] = (vector)0.0f;
  if (t->next_c)
    UNROLL for (size_t i = 0; i < rows; i++) UNROLL for (size_t j = 0; j < vectors * W; j += 16)
      __builtin_prefetch(t->next_c + i * c_row + j, 1);

  // The loop in which the time goes: two lines of instructions, not three (5 to 10 % on Zen 3).
  [[clang::code_align(64)]] for (; depth > 0;
                                 depth--, a += a_depth, b += b_depth, next_b += next_b_step) {
    if (fetches) __builtin_prefetch(next_b, 0, 2);
    vector row[NV];
    UNROLL for (size_t v = 0; v < vectors; v++) row[v] = *(const vector *)(b + v * W);
    UNROLL for (size_t i = 0; i < rows; i++) {
      vector factor = (vector)(*(const float *)ROW(i));
      UNROLL for (size_t v = 0; v < vectors; v++) sum[i][v] = FMA(factor, row[v], sum[i][v]);
    }
  }

  if (t->bias)
    UNROLL for (size_t v = 0; v < vectors; v++) {
      vector bias = *(const vector *)(t->bias + v * W);
      UNROLL for (size_t i = 0; i < rows; i++) sum[i][v] += bias;
    }
  UNROLL for (size_t i = 0; i < rows; i++) UNROLL for (size_t v = 0; v < vectors; v++)
    *(vector *)(c + i * c_row + v * W) = sum[i][v];
}

#define VECTORS(rows, count) \
  if ((rows) <= MR && (count) <= NV && vectors == (count)) { \
    enum { R = (rows) <= MR ? (rows) : 1, V = (count) <= NV ? (count) : 1 }; \
    return t->next_b ? NAME(chains)(R, V, true, t) : NAME(chains)(R, V, false, t); \
  }
#define ROWS(rows) \
  case rows: VECTORS(rows, 1) VECTORS(rows, 2) VECTORS(rows, 3) break;

/// Runs one tile of `rows` <= MR rows and `vectors` <= NV vectors.
static __attribute__((noinline)) void NAME(run_tile)(
    size_t rows, size_t vectors, const struct NAME(tile) * t) {
  switch (rows) {
    ROWS(1) ROWS(2) ROWS(3) ROWS(4) ROWS(5) ROWS(6) ROWS(7)
    ROWS(8) ROWS(9) ROWS(10) ROWS(11) ROWS(12) ROWS(13) ROWS(14)
  }
}

#undef ROWS
#undef VECTORS
#undef ROW
