// Attention's scores: [queries, keys] for each sequence and head. z of the grid is sequence * heads + head.

// Three ints a sequence: its first packed row, its length T, the start of its scores. With 0 queries, there are as many
// as T, in the packed rows; else so many a sequence, those of sequence s from row s * queries.
#define HEADS L(sequences), int queries, ulong heads

struct head {
  ulong sequence, index;  // of the head
  ulong row, length;      // its keys and values
  ulong query_row, queries;
  ulong scores;           // the start of its scores, [queries, length]
};

static inline struct head head_of_group(global const int *sequences, int queries, ulong heads) {
  struct head head;
  head.sequence = get_group_id(2) / heads;
  head.index = get_group_id(2) % heads;
  global const int *mine = sequences + 3 * head.sequence;
  head.row = (ulong)mine[0];
  head.length = (ulong)mine[1];
  head.query_row = queries == 0 ? head.row : head.sequence * (ulong)queries;
  head.queries = queries == 0 ? head.length : (ulong)queries;
  head.scores = (ulong)mine[2] + head.index * head.length * head.length;
  return head;
}
#define HEAD head_of_group(BEGIN(sequences), queries, heads)

// t = s * scale; m = max t; e = exp(t - m); s = e / sum(e), in place. A team a row; groups of rows in y.
KERNEL void softmax(V(scores), HEADS, float scale) {
  local float shared[TEAMS * 16];
  const struct head head = HEAD;
  if (get_group_id(1) * TEAMS >= head.queries) return;
  const ulong r = get_group_id(1) * TEAMS + TEAM_INDEX, C = r < head.queries ? head.length : 0;
  global float *s = BEGIN(scores) + head.scores + r * head.length;

  float most = -INFINITY;
  OWN(c, l, C) {
    const float t = s[c] * scale;
    most = t > most ? t : most;
  }
  // Equal values differ in the sign of zero at most, which t - max hides: any order will do.
  local float *mine = shared + TEAM_INDEX * 16;
  mine[TEAM_ITEM] = most;
  barrier(CLK_LOCAL_MEM_FENCE);
  for (uint t = 0; t < TEAM; t++) most = mine[t] > most ? mine[t] : most;
  barrier(CLK_LOCAL_MEM_FENCE);

  float sums[LANES] = {0.0f};
  OWN(c, l, C) {
    const float e = exp_of(s[c] * scale - most);
    s[c] = e;
    sums[l] = sums[l] + e;
  }
  const float total = fold(shared, sums);
  OWN(c, l, C) s[c] = s[c] / total;
}

// dp = ((dp - sum(dp * p)) * p) * scale, in place. A team a row; groups of rows in y.
KERNEL void softmax_gradient(V(p), V(dp), HEADS, float scale) {
  local float shared[TEAMS * 16];
  const struct head head = HEAD;
  if (get_group_id(1) * TEAMS >= head.queries) return;
  const ulong r = get_group_id(1) * TEAMS + TEAM_INDEX, C = r < head.queries ? head.length : 0;
  global const float *y = BEGIN(p) + head.scores + r * head.length;
  global float *d = BEGIN(dp) + head.scores + r * head.length;
  float sums[LANES] = {0.0f};
  OWN(c, l, C) sums[l] = sums[l] + d[c] * y[c];
  const float total = fold(shared, sums);
  OWN(c, l, C) d[c] = ((d[c] - total) * y[c]) * scale;
}

// Element (q, k) of head h is element (h * T + q) * T + k of its sequence. y may be x. Blocks of four in x.
KERNEL void score_dropout(V(y), V(x), HEADS, DROPOUT) {
  const struct head head = HEAD;
  drop_block(
      BEGIN(y) + head.scores, BEGIN(x) + head.scores, 0, head.queries * head.length,
      get_global_id(0), (uint)head.sequence, head.index * head.length * head.length, purpose, seed,
      site, step, threshold, scale);
}
