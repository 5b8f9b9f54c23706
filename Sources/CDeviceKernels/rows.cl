// Sums over rows and columns, and LayerNorm.

// The row of the team, where a group has TEAMS rows.
#define TEAM_ROW (get_group_id(0) * TEAMS + TEAM_INDEX)

// y[0] = the row reduction of x. One team of one group works.
KERNEL void sum(V(y), V(x), ulong n) {
  local float shared[TEAMS * 16];
  const ulong count = TEAM_ROW == 0 ? n : 0;
  float lanes[LANES] = {0.0f};
  OWN(i, l, count) lanes[l] = lanes[l] + BEGIN(x)[i];
  const float total = fold(shared, lanes);
  if (get_global_id(0) == 0) BEGIN(y)[0] = nan_of(total, total);
}

// Elements in a block of square_sums; part of the profile.
#define SQUARES 16384

// parts[b] = the row reduction, in binary64, of the squares of block b. A team a block.
KERNEL void square_sums(D(parts), V(x), ulong n) {
  local double shared[TEAMS * 16];
  const ulong b = TEAM_ROW, begin = b * SQUARES;
  const ulong count = begin >= n ? 0 : (n - begin < SQUARES ? n - begin : SQUARES);
  double lanes[LANES] = {0.0};
  OWN(i, l, count) {
    const double wide = (double)BEGIN(x)[begin + i];
    lanes[l] = lanes[l] + wide * wide;
  }
  const double total = fold64(shared, lanes);
  if (count > 0 && TEAM_ITEM == 0) BEGIN(parts)[b] = total;
}

// sums[t] = parts[first[t]], ... added ascending from +0. An item a tensor.
KERNEL void fold_squares(D(sums), D(parts), L(first), L(count), ulong tensors) {
  const ulong t = get_global_id(0);
  if (t >= tensors) return;
  global const double *mine = BEGIN(parts) + (ulong)BEGIN(first)[t];
  const int n = BEGIN(count)[t];
  double total = 0.0;
  for (int i = 0; i < n; i++) total = total + mine[i];
  BEGIN(sums)[t] = nan_of64(total, total);
}

// Rows that an item which adds up a column reads before it adds them: it waits for the memory once, not for each.
// The barrier after them costs a graphics processor little. Where items run one after another, on a processor, it has
// them go down their columns together.
#define AHEAD 16

// The sum from +0 of x[r * stride] for r = 0, 1, ..., or for r = list[0], list[1], ... where there is a list. All items
// of a group call it, with the same number of rows.
static inline float sum_of_column(
    global const float *x, ulong stride, global const int *list, ulong rows) {
  float total = 0.0f;
  for (ulong r0 = 0; r0 < rows; r0 += AHEAD) {
    const uint count = rows - r0 < AHEAD ? (uint)(rows - r0) : AHEAD;
    float next[AHEAD];
#pragma unroll
    for (uint i = 0; i < AHEAD; i++) {
      // Past the end, the last row again, which is then not added.
      const ulong r = r0 + (i < count ? i : count - 1);
      next[i] = x[(list ? (ulong)list[r] : r) * stride];
    }
#pragma unroll
    for (uint i = 0; i < AHEAD; i++) total = i < count ? total + next[i] : total;
    barrier(CLK_LOCAL_MEM_FENCE);
  }
  return total;
}

// y[c] = the sum of column c, rows ascending from +0. An item a column.
KERNEL void column_sums(V(y), V(x), ulong x_stride, ulong rows, ulong columns) {
  const ulong c = get_global_id(0);
  const float total = sum_of_column(BEGIN(x) + (c < columns ? c : 0), x_stride, 0, rows);
  if (c < columns) BEGIN(y)[c] = total;
}

// table[ids[g]] = the rows rows_of[starts[g]] to rows_of[starts[g + 1] - 1] of dy, added in that order from +0.
// An item a column, a group of rows a number in y.
KERNEL void embedding_gradient(
    V(table), V(dy), L(ids), L(starts), L(rows_of), ulong groups, ulong columns) {
  const ulong c = get_global_id(0), g = get_global_id(1);
  if (g >= groups) return;
  const int first = BEGIN(starts)[g];
  const float total = sum_of_column(
      BEGIN(dy) + (c < columns ? c : 0), columns, BEGIN(rows_of) + first,
      (ulong)(BEGIN(starts)[g + 1] - first));
  if (c < columns) BEGIN(table)[(ulong)BEGIN(ids)[g] * columns + c] = total;
}

// mean = sum(x) / C; rstd = 1 / sqrt(sum((x - mean)^2) / C + epsilon); y = ((x - mean) * rstd) * gain + bias.
// A team a row. y may be x.
KERNEL void layer_norm(
    V(y), V(mean), V(rstd), V(x), V(gain), V(bias), float epsilon, ulong rows, ulong columns) {
  local float shared[TEAMS * 16];
  const ulong r = TEAM_ROW, C = r < rows ? columns : 0;
  const float count = (float)columns;
  global const float *from = BEGIN(x) + r * columns;
  float sums[LANES] = {0.0f}, squares[LANES] = {0.0f};
  OWN(c, l, C) sums[l] = sums[l] + from[c];
  const float m = fold(shared, sums) / count;
  OWN(c, l, C) {
    const float d = from[c] - m;
    squares[l] = squares[l] + d * d;
  }
  const float s = 1.0f / sqrt(fold(shared, squares) / count + epsilon);
  global float *to = BEGIN(y) + r * columns;
  OWN(c, l, C) to[c] = ((from[c] - m) * s) * BEGIN(gain)[c] + BEGIN(bias)[c];
  if (r >= rows || TEAM_ITEM != 0) return;
  BEGIN(mean)[r] = m;
  BEGIN(rstd)[r] = s;
}

// xhat = (x - mean) * rstd; g = dy * gain; dx = ((g - sum(g) / C) - xhat * (sum(g * xhat) / C)) * rstd.
// A team a row. dx may be dy.
KERNEL void layer_norm_gradient(
    V(dx), V(x), V(dy), V(gain), V(mean), V(rstd), ulong rows, ulong columns) {
  local float shared[TEAMS * 16];
  const ulong r = TEAM_ROW, C = r < rows ? columns : 0;
  const float count = (float)columns;
  const float m = r < rows ? BEGIN(mean)[r] : 0.0f, s = r < rows ? BEGIN(rstd)[r] : 0.0f;
  global const float *from = BEGIN(x) + r * columns, *by = BEGIN(dy) + r * columns;
  float sums[LANES] = {0.0f}, products[LANES] = {0.0f};
  OWN(c, l, C) {
    const float g = by[c] * BEGIN(gain)[c];
    sums[l] = sums[l] + g;
    products[l] = products[l] + g * ((from[c] - m) * s);
  }
  const float s1 = fold(shared, sums) / count, s2 = fold(shared, products) / count;
  global float *to = BEGIN(dx) + r * columns;
  OWN(c, l, C) {
    const float g = by[c] * BEGIN(gain)[c];
    to[c] = ((g - s1) - ((from[c] - m) * s) * s2) * s;
  }
}

// dgain = column sums of dy * xhat, dbias = column sums of dy. An item a column; see AHEAD.
KERNEL void layer_norm_parameter_gradient(
    V(dgain), V(dbias), V(x), V(dy), V(mean), V(rstd), ulong rows, ulong columns) {
  const ulong c = get_global_id(0), column = c < columns ? c : 0;
  float gains = 0.0f, biases = 0.0f;
  for (ulong r0 = 0; r0 < rows; r0 += AHEAD) {
    const uint count = rows - r0 < AHEAD ? (uint)(rows - r0) : AHEAD;
    float terms[AHEAD], by[AHEAD];
#pragma unroll
    for (uint i = 0; i < AHEAD; i++) {
      // Past the end, the last row again, which is then not added.
      const ulong r = r0 + (i < count ? i : count - 1), at = r * columns + column;
      by[i] = BEGIN(dy)[at];
      terms[i] = by[i] * ((BEGIN(x)[at] - BEGIN(mean)[r]) * BEGIN(rstd)[r]);
    }
#pragma unroll
    for (uint i = 0; i < AHEAD; i++) {
      gains = i < count ? gains + terms[i] : gains;
      biases = i < count ? biases + by[i] : biases;
    }
    barrier(CLK_LOCAL_MEM_FENCE);
  }
  if (c >= columns) return;
  BEGIN(dgain)[c] = gains;
  BEGIN(dbias)[c] = biases;
}
