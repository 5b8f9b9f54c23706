// Copies of operands in the order in which tiles read them.
//
// No include guard: compiled once for each instruction set by ck_product_kernel.h.

/// Copies the first `columns` (at most NR) floats of each row.
static void NAME(copy_rows)(
    float *to, size_t to_row, const float *from, size_t from_row, size_t rows, size_t columns) {
#define PIECE(count) \
  if (columns & (count)) { \
    __builtin_memcpy(x, y, (count) * sizeof(float)); \
    x += (count); \
    y += (count); \
  }
  static_assert(NR < 64, "the pieces below must cover a row");
  for (; rows > 0; rows--, to += to_row, from += from_row) {
    float *x = to;
    const float *y = from;
    PIECE(32) PIECE(16) PIECE(8) PIECE(4) PIECE(2) PIECE(1)
  }
#undef PIECE
}

typedef float NAME(quad) __attribute__((ext_vector_type(4), aligned(4)));

// Four steps of k of W columns, each column contiguous: four loads that hold a column's quad in
// each 128-bit lane, and a 4 x 4 transposition inside the lanes.
#define QUAD(column) (*(const NAME(quad) *)(source[column] + k))
#define MIX __builtin_shufflevector
#if W == 16
#define LOAD(column) \
  MIX(MIX(QUAD(column), QUAD(column + 4), 0, 1, 2, 3, 4, 5, 6, 7), \
      MIX(QUAD(column + 8), QUAD(column + 12), 0, 1, 2, 3, 4, 5, 6, 7), \
      0, 1, 2, 3, 4, 5, 6, 7, 8, 9, 10, 11, 12, 13, 14, 15)
#define LANES(x, y, p, q, r, s) \
  MIX(x, y, p, q, r, s, p + 4, q + 4, r + 4, s + 4, p + 8, q + 8, r + 8, s + 8, p + 12, q + 12, \
      r + 12, s + 12)
#elif W == 8
#define LOAD(column) MIX(QUAD(column), QUAD(column + 4), 0, 1, 2, 3, 4, 5, 6, 7)
#define LANES(x, y, p, q, r, s) MIX(x, y, p, q, r, s, p + 4, q + 4, r + 4, s + 4)
#else
#define LOAD(column) QUAD(column)
#define LANES(x, y, p, q, r, s) MIX(x, y, p, q, r, s)
#endif

/// A panel of b whose columns are contiguous. Lanes past the last column repeat it: they are
/// computed with, and never stored to c.
static void NAME(pack_contiguous_columns)(
    float *panel, const float *b, size_t b_column, size_t columns, size_t depth) {
  for (size_t first = 0; first < columns; first += W) {
    const float *source[W];
    for (size_t j = 0; j < W; j++)
      source[j] = b + (first + j < columns ? first + j : columns - 1) * b_column;
    float *to = panel + first;
    size_t k = 0;
    for (; k + 4 <= depth; k += 4, to += 4 * NR) {
      vector c0 = LOAD(0), c1 = LOAD(1), c2 = LOAD(2), c3 = LOAD(3);
      vector low01 = LANES(c0, c1, 0, W, 1, W + 1), high01 = LANES(c0, c1, 2, W + 2, 3, W + 3);
      vector low23 = LANES(c2, c3, 0, W, 1, W + 1), high23 = LANES(c2, c3, 2, W + 2, 3, W + 3);
      *(vector *)to = LANES(low01, low23, 0, 1, W, W + 1);
      *(vector *)(to + NR) = LANES(low01, low23, 2, 3, W + 2, W + 3);
      *(vector *)(to + 2 * NR) = LANES(high01, high23, 0, 1, W, W + 1);
      *(vector *)(to + 3 * NR) = LANES(high01, high23, 2, 3, W + 2, W + 3);
    }
    for (; k < depth; k++, to += NR)
      for (size_t j = 0; j < W; j++) to[j] = source[j][k];
  }
}

#undef LANES
#undef LOAD
#undef MIX
#undef QUAD

/// A panel of at most NR columns and `depth` steps of k: element (k, j) at panel[k * NR + j].
static void NAME(pack_panel)(
    float *panel, const float *b, size_t b_depth, size_t b_column, size_t columns, size_t depth) {
  if (b_column == 1 && columns == NR) {
    for (; depth > 0; depth--, b += b_depth, panel += NR)
      __builtin_memcpy(panel, b, NR * sizeof(float));
  } else if (b_column == 1) {
    __builtin_memset(panel, 0, depth * NR * sizeof(float));
    NAME(copy_rows)(panel, NR, b, b_depth, depth, columns);
  } else if (b_depth == 1) {
    NAME(pack_contiguous_columns)(panel, b, b_column, columns, depth);
  } else {
    for (; depth > 0; depth--, b += b_depth, panel += NR)
      for (size_t j = 0; j < NR; j++) panel[j] = b[(j < columns ? j : columns - 1) * b_column];
  }
}

/// Rows of a whose k is contiguous, one after another with a stride that spreads them over the
/// cache.
static void NAME(copy_a_rows)(
    float *to, const float *a, size_t a_row, size_t rows, size_t depth) {
  for (size_t i = 0; i < rows; i++)
    __builtin_memcpy(to + i * A_ROW, a + i * a_row, depth * sizeof(float));
}

/// Any other a, tile after tile: row i of a tile and step k at to[k * A_TILE + i]. Eight tiles at a
/// time, so that a line of a that eight tiles share is read once. `readable` rows of a exist from
/// its start.
static void NAME(copy_a_tiles)(
    float *to, const float *a, size_t a_row, size_t a_depth, size_t rows, size_t readable,
    size_t tiles, size_t depth) {
  enum { GROUP = 8, AHEAD = 8 };
  const size_t tile_count = A_TILE * depth + A_GAP;
  for (size_t first = 0; first < tiles; first += GROUP) {
    const size_t group = tiles - first < GROUP ? tiles - first : GROUP;
    size_t start[GROUP + 1];
    for (size_t t = 0; t <= group; t++) start[t] = rows * (first + t) / tiles;
    const bool copies_whole_tiles = a_row == 1 && start[group - 1] + A_TILE <= readable;
    for (size_t k = 0; k < depth; k++) {
      float *x = to + first * tile_count + k * A_TILE;
      const float *y = a + k * a_depth;
      if (copies_whole_tiles) {
        for (size_t j = start[0]; j < start[group]; j += 16)
          __builtin_prefetch(y + AHEAD * a_depth + j);
        for (size_t t = 0; t < group; t++)
          __builtin_memcpy(x + t * tile_count, y + start[t], A_TILE * sizeof(float));
      } else {
        for (size_t t = 0; t < group; t++)
          for (size_t i = start[t]; i < start[t + 1]; i++)
            x[t * tile_count + i - start[t]] = y[i * a_row];
      }
    }
  }
}
