// Philox4x32-10 (Salmon et al. 2011), and dropout from its words. An item has one block of four elements.

#define DROPOUT uint purpose, uint seed, uint site, uint step, uint threshold, float scale

// The words of a block, of elements 4 * block to 4 * block + 3 of a sequence. Scalars: compilers that join items into
// vectors do so with scalars only.
struct words {
  uint of[4];
};

static inline struct words philox(
    uint block, uint sequence, uint site, uint step, uint purpose, uint seed) {
  uint c0 = block, c1 = sequence, c2 = site, c3 = step, k0 = purpose, k1 = seed;
#pragma unroll
  for (int round = 0; round < 10; round++) {
    const ulong p = (ulong)c0 * 0xd2511f53u, q = (ulong)c2 * 0xcd9e8d57u;
    c0 = (uint)(q >> 32) ^ c1 ^ k0;
    c2 = (uint)(p >> 32) ^ c3 ^ k1;
    c1 = (uint)q;
    c3 = (uint)p;
    k0 += 0x9e3779b9u;
    k1 += 0xbb67ae85u;
  }
  const struct words words = {{c0, c1, c2, c3}};
  return words;
}

// The block-th block of n elements that begin with element `first` of the sequence: y = keep ? x * scale : +0, and
// then + residual, where there is one.
static inline void drop_block(
    global float *y, global const float *x, global const float *residual, ulong n, ulong block,
    uint sequence, ulong first, DROPOUT) {
  const struct words words =
      philox((uint)(first / 4 + block), sequence, site, step, purpose, seed);
#pragma unroll
  for (uint w = 0; w < 4; w++) {
    // Below 0, which is above n here, before the first element.
    const ulong i = block * 4 + w - first % 4;
    if (i >= n) continue;
    const float kept = words.of[w] >= threshold ? x[i] * scale : 0.0f;
    y[i] = residual ? kept + residual[i] : kept;
  }
}

// Element (r, c) is element row[r] * columns + c of sequence[r]. y may be x.
KERNEL void dropout_rows(
    V(y), V(x), L(sequence), L(row), ulong rows, ulong columns, DROPOUT) {
  const ulong r = get_global_id(1);
  if (r >= rows) return;
  drop_block(
      BEGIN(y) + r * columns, BEGIN(x) + r * columns, 0, columns, get_global_id(0),
      (uint)BEGIN(sequence)[r], (ulong)BEGIN(row)[r] * columns, purpose, seed, site, step,
      threshold, scale);
}

// The same, and the residual added. s may be x or residual.
KERNEL void dropout_add_rows(
    V(s), V(x), V(residual), L(sequence), L(row), ulong rows, ulong columns, DROPOUT) {
  const ulong r = get_global_id(1);
  if (r >= rows) return;
  drop_block(
      BEGIN(s) + r * columns, BEGIN(x) + r * columns, BEGIN(residual) + r * columns, columns,
      get_global_id(0), (uint)BEGIN(sequence)[r], (ulong)BEGIN(row)[r] * columns, purpose, seed,
      site, step, threshold, scale);
}

// Element i is element first + i of the sequence. y may be x.
KERNEL void dropout_run(V(y), V(x), ulong n, uint sequence, ulong first, DROPOUT) {
  drop_block(
      BEGIN(y), BEGIN(x), 0, n, get_global_id(0), sequence, first, purpose, seed, site, step,
      threshold, scale);
}
