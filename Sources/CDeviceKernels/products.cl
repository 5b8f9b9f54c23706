// Products: one chain of fma an element of c, k ascending. A group has a tile of c, whose operands it takes through
// local memory, DEPTH values of k at a time; an item has REGISTER_ROWS x REGISTER_COLUMNS elements of the tile.

#ifndef REGISTER_ROWS
#define REGISTER_ROWS 8
#endif
#ifndef REGISTER_COLUMNS
#define REGISTER_COLUMNS 4
#endif
#ifndef DEPTH
#define DEPTH 16
#endif
// Columns in a vector: 2, 4, 8 or 16. An item's vectors lie GROUP_COLUMNS vectors apart.
#ifndef WIDTH
#define WIDTH 4
#endif
#if REGISTER_COLUMNS % WIDTH != 0 || DEPTH % WIDTH != 0
#error "REGISTER_COLUMNS and DEPTH are multiples of WIDTH."
#endif
#define VECTORS (REGISTER_COLUMNS / WIDTH)

// The items of a group in rows and columns: 1: 1 x 1, 2: 1 x 2, 4: 2 x 2, ... 256: 16 x 16.
#if GROUP >= 256
#define GROUP_ROWS 16
#elif GROUP >= 64
#define GROUP_ROWS 8
#elif GROUP >= 16
#define GROUP_ROWS 4
#elif GROUP >= 4
#define GROUP_ROWS 2
#else
#define GROUP_ROWS 1
#endif
#define GROUP_COLUMNS (GROUP / GROUP_ROWS)
#define TILE_ROWS (GROUP_ROWS * REGISTER_ROWS)
#define TILE_COLUMNS (GROUP_COLUMNS * REGISTER_COLUMNS)

// Where the item's column e lies in the tile, from its first one.
#define COLUMN(e) ((e) / WIDTH * (GROUP_COLUMNS * WIDTH) + (e) % WIDTH)

#define JOINED_(a, b) a##b
#define JOINED(a, b) JOINED_(a, b)
#define VECTOR JOINED(float, WIDTH)
#define VLOAD JOINED(vload, WIDTH)
#define VSTORE JOINED(vstore, WIDTH)

// In local memory, a value of k has a row; WIDTH more places than the tile needs spread the rows over the banks.
#define PITCH(width) (((width) + WIDTH - 1) / WIDTH * WIDTH + WIDTH)
#define TILES                                            \
  local VECTOR a_tile[DEPTH * PITCH(TILE_ROWS) / WIDTH]; \
  local VECTOR b_tile[DEPTH * PITCH(TILE_COLUMNS) / WIDTH]

// Loops over a part of a vector run at edges only. Those of wide vectors are kept short: unrolled, they are long to
// compile. Those of narrow ones are unrolled: what a loop goes through would not be in registers.
#define EDGE (WIDTH > 4 ? 1 : WIDTH)

// p[0], p[stride], ...: WIDTH elements, the first `count` of them in memory and +0 after them.
static inline VECTOR load_part(global const float *p, ulong stride, ulong count) {
  if (stride == 1 && count >= WIDTH) return VLOAD(0, p);
  float part[WIDTH] = {0.0f};
#pragma unroll EDGE
  for (uint e = 0; e < WIDTH && e < count; e++) part[e] = p[e * stride];
  return VLOAD(0, part);
}

// tile[k][i] = x[i * across + k * along] for i below `width` and i_end, k below DEPTH and k_end. What else lies in the
// tile is waste: it is multiplied at most, and never stored. An item reads WIDTH elements along the stride of 1, and its
// neighbour the next.
static inline void fill_tile(
    local VECTOR *tile, uint width, global const float *x, ulong across, ulong along, ulong i_end,
    uint k_end) {
  const uint pitch = PITCH(width);
  if (along == 1) {
    const uint runs = DEPTH / WIDTH, all = (i_end < width ? (uint)i_end : width) * runs;
    for (uint e = get_local_id(0); e < all; e += GROUP) {
      const uint i = e / runs, k = e % runs * WIDTH;
      if (k >= k_end) continue;
      float part[WIDTH];
      VSTORE(load_part(x + i * across + k, 1, k_end - k), 0, part);
#pragma unroll
      for (uint w = 0; w < WIDTH; w++) ((local float *)tile)[(k + w) * pitch + i] = part[w];
    }
  } else {
    const uint runs = (width + WIDTH - 1) / WIDTH;
    for (uint e = get_local_id(0); e < runs * k_end; e += GROUP) {
      const uint i = e % runs * WIDTH, k = e / runs;
      if (i >= i_end) continue;
      tile[(k * pitch + i) / WIDTH] = load_part(x + i * across + k * along, across, i_end - i);
    }
  }
}

// c(i, j) at i * c_row + j; a(i, k) at i * a_row + k * a_depth; b(k, j) at k * b_depth + j * b_column.
// c is a product, or goes on from what it is; then `bias`, unless null, is added. All items of a group call it.
static inline void multiply(
    local VECTOR *a_tile, local VECTOR *b_tile, global float *c, ulong c_row,
    global const float *a, ulong a_row, ulong a_depth, global const float *b, ulong b_depth,
    ulong b_column, global const float *bias, int accumulate, ulong rows, ulong columns,
    ulong depth) {
  const ulong tile_i = get_group_id(1) * TILE_ROWS, tile_j = get_group_id(0) * TILE_COLUMNS;
  if (tile_i >= rows || tile_j >= columns) return;
  const uint item_row = (uint)get_local_id(0) / GROUP_COLUMNS * REGISTER_ROWS;
  const uint item_vector = (uint)get_local_id(0) % GROUP_COLUMNS;
  const ulong i0 = tile_i + item_row, j0 = tile_j + item_vector * WIDTH;
  const bool works = i0 < rows && j0 < columns;
  const bool is_whole = i0 + REGISTER_ROWS <= rows && j0 + COLUMN(REGISTER_COLUMNS - 1) < columns;
  global float *at = c + i0 * c_row + j0;

  // At an edge of c the item's elements go through `part`, in loops: unrolled, they would be most of the code.
  float part[REGISTER_ROWS * REGISTER_COLUMNS];
  if (accumulate && !is_whole) {
#pragma unroll 1
    for (uint e = 0; e < REGISTER_ROWS * REGISTER_COLUMNS; e++) {
      const uint r = e / REGISTER_COLUMNS, column = COLUMN(e % REGISTER_COLUMNS);
      part[e] = i0 + r < rows && j0 + column < columns ? at[r * c_row + column] : 0.0f;
    }
  }
  VECTOR sum[REGISTER_ROWS][VECTORS];
#pragma unroll
  for (uint r = 0; r < REGISTER_ROWS; r++) {
#pragma unroll
    for (uint v = 0; v < VECTORS; v++) {
      sum[r][v] = (VECTOR)(0.0f);
      if (accumulate) {
        sum[r][v] = is_whole ? VLOAD(0, at + (r * c_row + COLUMN(v * WIDTH)))
                             : VLOAD(r * VECTORS + v, part);
      }
    }
  }

  for (ulong k0 = 0; k0 < depth; k0 += DEPTH) {
    const uint count = depth - k0 < DEPTH ? (uint)(depth - k0) : DEPTH;
    fill_tile(
        a_tile, TILE_ROWS, a + tile_i * a_row + k0 * a_depth, a_row, a_depth,
        rows - tile_i, count);
    fill_tile(
        b_tile, TILE_COLUMNS, b + tile_j * b_column + k0 * b_depth, b_column, b_depth,
        columns - tile_j, count);
    barrier(CLK_LOCAL_MEM_FENCE);
    // No step beyond the depth: fma(0, 0, -0) is +0.
    for (uint k = 0; works && k < count; k++) {
      local const float *of_a = (local float *)a_tile + k * PITCH(TILE_ROWS) + item_row;
      local const VECTOR *of_b = b_tile + k * (PITCH(TILE_COLUMNS) / WIDTH) + item_vector;
#pragma unroll
      for (uint r = 0; r < REGISTER_ROWS; r++) {
#pragma unroll
        for (uint v = 0; v < VECTORS; v++) {
          sum[r][v] = PRODUCT_FMA((VECTOR)(of_a[r]), of_b[v * GROUP_COLUMNS], sum[r][v]);
        }
      }
    }
    barrier(CLK_LOCAL_MEM_FENCE);
  }

  if (!works) return;
#pragma unroll
  for (uint v = 0; v < VECTORS; v++) {
    // Nothing is added where there is no bias: +0 would change -0.
    const VECTOR last = bias && is_whole ? VLOAD(0, bias + (j0 + COLUMN(v * WIDTH))) : (VECTOR)(0.0f);
#pragma unroll
    for (uint r = 0; r < REGISTER_ROWS; r++) {
      if (!is_whole) VSTORE(sum[r][v], r * VECTORS + v, part);
      else VSTORE(bias ? sum[r][v] + last : sum[r][v], 0, at + (r * c_row + COLUMN(v * WIDTH)));
    }
  }
  if (is_whole) return;
#pragma unroll 1
  for (uint e = 0; e < REGISTER_ROWS * REGISTER_COLUMNS; e++) {
    const uint r = e / REGISTER_COLUMNS, column = COLUMN(e % REGISTER_COLUMNS);
    if (i0 + r >= rows || j0 + column >= columns) continue;
    at[r * c_row + column] = bias ? part[e] + bias[j0 + column] : part[e];
  }
}

KERNEL void product(
    V(c), ulong c_row, V(a), ulong a_row, ulong a_depth, V(b), ulong b_depth, ulong b_column,
    V(bias), int has_bias, int accumulate, ulong rows, ulong columns, ulong depth) {
  TILES;
  multiply(
      a_tile, b_tile, BEGIN(c), c_row, BEGIN(a), a_row, a_depth, BEGIN(b), b_depth, b_column,
      has_bias ? BEGIN(bias) : 0, accumulate, rows, columns, depth);
}

// Products of each sequence and head: z of the grid is sequence * heads + head. [Q, T] are scores, d is the head's
// size; all else has rows of C or more floats, of which the head has d.
#define HEAD_PRODUCT \
  V(c), ulong c_row, V(a), ulong a_row, V(b), ulong b_row, HEADS, ulong head_size
#define QUERIES(x) (BEGIN(x) + head.query_row * x##_row + head.index * head_size)
#define KEYS(x) (BEGIN(x) + head.row * x##_row + head.index * head_size)
#define SCORES(x) (BEGIN(x) + head.scores)

// scores or dScores [Q, T] = queries or dContext [Q, d] times keys or values [T, d] transposed.
#define SCORES_KERNEL(name)                                                                       \
  KERNEL void name(HEAD_PRODUCT) {                                                                \
    TILES;                                                                                        \
    const struct head head = HEAD;                                                                \
    multiply(                                                                                     \
        a_tile, b_tile, SCORES(c), head.length, QUERIES(a), a_row, 1, KEYS(b), 1, b_row, 0, 0,    \
        head.queries, head.length, head_size);                                                    \
  }
SCORES_KERNEL(head_scores)
SCORES_KERNEL(head_score_gradient)

// context or dQuery [Q, d] = probabilities or dScores [Q, T] times values or keys [T, d].
#define QUERIES_KERNEL(name)                                                                      \
  KERNEL void name(HEAD_PRODUCT) {                                                                \
    TILES;                                                                                        \
    const struct head head = HEAD;                                                                \
    multiply(                                                                                     \
        a_tile, b_tile, QUERIES(c), c_row, SCORES(a), head.length, 1, KEYS(b), b_row, 1, 0, 0,    \
        head.queries, head_size, head.length);                                                    \
  }
QUERIES_KERNEL(head_context)
QUERIES_KERNEL(head_query_gradient)

// dValues or dKeys [T, d] = probabilities or dScores [Q, T] transposed times dContext or queries [Q, d].
#define KEYS_KERNEL(name)                                                                         \
  KERNEL void name(HEAD_PRODUCT) {                                                                \
    TILES;                                                                                        \
    const struct head head = HEAD;                                                                \
    multiply(                                                                                     \
        a_tile, b_tile, KEYS(c), c_row, SCORES(a), 1, head.length, QUERIES(b), b_row, 1, 0, 0,    \
        head.length, head_size, head.queries);                                                    \
  }
KEYS_KERNEL(head_value_gradient)
KEYS_KERNEL(head_key_gradient)
