// Products of matrices: the one source that every instruction set compiles.
//
// No include guard. The includer pushes the target attribute and defines
//   NAME(x)        the name x with the operation's prefix and the instruction set's suffix
//   W              lanes of a vector
//   MR, NV         rows, and vectors in a row, of the tile held in registers (MR <= 14, NV <= 3)
//   KC, MC         steps of k and rows of c in a block: a panel of b stays in the first cache,
//                  a block of a in the second
//   FMA(x, y, z)   x * y + z in every lane, rounded once
//
// Every element of c is one chain over ascending k from +0 (or from c): a block of k stores its
// sums to c, and the next goes on from there, so blocks, tiles and threads change no bit.

#define NR (W * NV)
#define A_TILE MR
#define A_GAP 16
#define A_ROW (KC + A_GAP)
#define UNROLL _Pragma("clang loop unroll(full)")
#define INLINE static inline __attribute__((always_inline))
#define vector NAME(vector)

typedef float vector __attribute__((ext_vector_type(W), aligned(4)));

#include "ck_product_tile.h"

#include "ck_product_layout.h"

enum {
  NAME(tiles_of_block) = (MC + MR - 1) / MR,
  NAME(edge_count) = (MR + 1) * NR,
  NAME(panel_count) = KC * NR,
  NAME(a_rows_count) = MC * A_ROW,
  NAME(a_tiles_count) = NAME(tiles_of_block) * (A_TILE * KC + A_GAP),
};

/// A block of c: rows i..<i + rows, columns j0..<j1, steps k..<k + depth.
struct NAME(block) {
  size_t i, rows, j0, j1, k, depth;
  bool first, last;
};

static void NAME(run_block)(
    const struct ck_product *p, const struct NAME(block) * block, float *scratch) {
  float *edge = scratch, *panel = edge + NAME(edge_count), *a_copy = panel + NAME(panel_count);
  const size_t rows = block->rows, depth = block->depth, k = block->k;
  const size_t tiles = (rows + MR - 1) / MR;

  // a is copied where rows would meet in the same sets of the first cache (strides of 2 KiB), or a
  // step of k in other pages, and the copy is used for enough columns.
  const float *a = p->a + block->i * p->a_row + k * p->a_depth;
  size_t a_row = p->a_row, a_depth = p->a_depth, a_tile = 0;
  if (block->j1 - block->j0 >= 128 && tiles > 1 &&
      (a_depth != 1 || a_row * sizeof(float) % 2048 == 0)) {
    if (a_depth == 1) {
      NAME(copy_a_rows)(a_copy, a, a_row, rows, depth);
      a_row = A_ROW;
    } else {
      NAME(copy_a_tiles)(
          a_copy, a, a_row, a_depth, rows, p->rows - block->i, tiles, depth);
      a_row = 1;
      a_depth = A_TILE;
      a_tile = A_TILE * depth + A_GAP;
    }
    a = a_copy;
  }

  const size_t padded_columns = (p->columns + NR - 1) / NR * NR;
  for (size_t j = block->j0; j < block->j1; j += NR) {
    const size_t columns = block->j1 - j < NR ? block->j1 - j : NR;
    const size_t vectors = (columns + W - 1) / W;
    const bool whole = columns == vectors * W;
    struct NAME(tile) t = {
      .depth = depth,
      .a_row = (ptrdiff_t)(a_row * sizeof(float)),
      .a_depth = (ptrdiff_t)(a_depth * sizeof(float)),
      .b = panel,
      .b_depth = NR,
      .bias = block->last && p->bias ? p->bias + j : nullptr,
      .resume = !block->first || p->accumulate,
    };
    if (p->packed) {
      t.b = p->packed + k * padded_columns + j * depth;
      t.next_b = (const char *)(t.b + depth * NR);
      t.next_b_step = NR * sizeof(float) / tiles;
    } else if (p->b_column == 1 && columns == NR && tiles <= 12) {
      // Few tiles read this panel: packing it would cost more than it saves.
      t.b = p->b + k * p->b_depth + j;
      t.b_depth = p->b_depth;
    } else {
      NAME(pack_panel)(
          panel, p->b + k * p->b_depth + j * p->b_column, p->b_depth, p->b_column, columns, depth);
    }
    if (t.bias && !whole) {
      NAME(copy_rows)(edge + MR * NR, NR, t.bias, NR, 1, columns);
      t.bias = edge + MR * NR;
    }
    for (size_t tile = 0; tile < tiles; tile++) {
      // Rows are shared out evenly (64 = 13 + 13 + 13 + 13 + 12), so that no tile is short.
      const size_t i = rows * tile / tiles, count = rows * (tile + 1) / tiles - i;
      float *c = p->c + (block->i + i) * p->c_row + j;
      t.a = (const char *)(a_tile ? a + tile * a_tile : a + i * a_row);
      if (whole) {
        t.c = c;
        t.c_row = p->c_row;
        t.next_c = depth < 64 ? nullptr : t.resume ? c + count * p->c_row : c;
        NAME(run_tile)(count, vectors, &t);
      } else {
        t.c = edge;
        t.c_row = NR;
        if (t.resume) NAME(copy_rows)(edge, NR, c, p->c_row, count, columns);
        NAME(run_tile)(count, vectors, &t);
        NAME(copy_rows)(c, p->c_row, edge, NR, count, columns);
      }
      if (t.next_b) t.next_b += t.next_b_step * depth;
    }
  }
}

/// Equal parts of at most `limit`; one, empty or not, when there is nothing to cut.
static size_t NAME(parts)(size_t count, size_t limit) {
  return count > limit ? (count + limit - 1) / limit : 1;
}

static void NAME(run)(
    const struct ck_product *p, size_t i0, size_t i1, size_t j0, size_t j1, float *scratch) {
  const size_t row_parts = NAME(parts)(i1 - i0, MC), depth_parts = NAME(parts)(p->depth, KC);
  for (size_t y = 0; y < row_parts; y++)
    for (size_t x = 0; x < depth_parts; x++) {
      const size_t i = i0 + (i1 - i0) * y / row_parts, k = p->depth * x / depth_parts;
      struct NAME(block) block = {
        .i = i,
        .rows = i0 + (i1 - i0) * (y + 1) / row_parts - i,
        .j0 = j0,
        .j1 = j1,
        .k = k,
        .depth = p->depth * (x + 1) / depth_parts - k,
        .first = x == 0,
        .last = x == depth_parts - 1,
      };
      NAME(run_block)(p, &block, scratch);
    }
}

/// A packed b holds, for each block of k, its panels of NR columns one after another.
static void NAME(pack)(const struct ck_product *p, float *packed, size_t j0, size_t j1) {
  const size_t padded_columns = (p->columns + NR - 1) / NR * NR;
  const size_t depth_parts = NAME(parts)(p->depth, KC);
  for (size_t x = 0; x < depth_parts; x++) {
    const size_t k = p->depth * x / depth_parts, depth = p->depth * (x + 1) / depth_parts - k;
    for (size_t j = j0; j < j1; j += NR)
      NAME(pack_panel)(
          packed + k * padded_columns + j * depth, p->b + k * p->b_depth + j * p->b_column,
          p->b_depth, p->b_column, j1 - j < NR ? j1 - j : NR, depth);
  }
}

const struct ck_product_table NAME(table) = {
  .panel = NR,
  .scratch = NAME(edge_count) + NAME(panel_count) +
             ((int)NAME(a_rows_count) > (int)NAME(a_tiles_count) ? (int)NAME(a_rows_count)
                                                                 : (int)NAME(a_tiles_count)),
  .run = NAME(run),
  .pack = NAME(pack),
};
