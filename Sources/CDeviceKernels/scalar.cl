// exp64 and log64, which are defined by their sequence, and the cross entropy that is made of them.

constant double EXP64_Q[] = {
    0x1.0000000000000p-1,  0x1.5555555555557p-3,  0x1.5555555555558p-5,  0x1.11111111100dfp-7,
    0x1.6c16c16c15200p-10, 0x1.a01a01abe650fp-13, 0x1.a01a01acf95d5p-16, 0x1.71de0236f3eedp-19,
    0x1.27e4ccd17ce58p-22, 0x1.af4dde3cee802p-26, 0x1.1f8b463301af7p-29,
};
constant double LOG64_R[] = {
    0x1.5555555555555p-1, 0x1.9999999999a39p-2, 0x1.2492492476947p-2, 0x1.c71c7201b2c03p-3,
    0x1.745cf8e28ba9ep-3, 0x1.3b1c3bf9a56efp-3, 0x1.0fbdf23243391p-3, 0x1.0c09d112dcd56p-3,
};

static inline double exp64(double x) {
  if (x != x) return QUIET_NAN64;
  if (x > 710.0) return INFINITY;
  if (x < -746.0) return 0.0;
  const double shifted = shifted_power(x), r = remainder_of(x, shifted);
  const double p = FMA(r, FMA(r, POLYNOMIAL(r, EXP64_Q), 1.0), 1.0);
  // The power in two steps, so that subnormals round once.
  const int power = (int)(shifted - MAGIC), half_power = power / 2;
  const double first = as_double((ulong)(1023 + half_power) << 52);
  const double second = as_double((ulong)(1023 + power - half_power) << 52);
  return (p * first) * second;
}

static inline double log64(double x) {
  if (!(x > 0.0)) return x == 0.0 ? -(double)INFINITY : QUIET_NAN64;
  if (x == INFINITY) return x;
  double k = -1023.0;
  if (x < 0x1p-1022) {
    x = x * 0x1p54;
    k = k - 54.0;
  }
  const ulong bits = as_ulong(x) + (ONE_BITS - ROOT_BITS);
  const double m = as_double((bits & FRACTION_BITS) + ROOT_BITS);
  k = k + (double)(bits >> 52);
  const double f = m - 1.0, s = f / (2.0 + f), v = s * s;
  const double w = FMA(-v, POLYNOMIAL(v, LOG64_R), f);
  return FMA(k, LN2_HIGH, FMA(k, LN2_LOW, FMA(-s, w, f)));
}

KERNEL void map_exp64(D(y), D(x), ulong n) {
  const ulong i = get_global_id(0);
  if (i < n) BEGIN(y)[i] = exp64(BEGIN(x)[i]);
}

KERNEL void map_log64(D(y), D(x), ulong n) {
  const ulong i = get_global_id(0);
  if (i < n) BEGIN(y)[i] = log64(BEGIN(x)[i]);
}

// An item a row: its loss and, if asked for, the gradient of the mean loss. Both matrices are [rows, columns].
KERNEL void cross_entropy_rows(
    D(losses), V(gradient), int has_gradient, V(logits), L(labels), ulong rows, ulong columns) {
  const ulong r = get_global_id(0);
  if (r >= rows) return;
  global const float *l = BEGIN(logits) + r * columns;
  const ulong label = (ulong)BEGIN(labels)[r];
  float most = -INFINITY;
  for (ulong c = 0; c < columns; c++) most = l[c] > most ? l[c] : most;
  const double max = (double)most;
  double sum = 0.0;
  for (ulong c = 0; c < columns; c++) sum = sum + exp64((double)l[c] - max);
  BEGIN(losses)[r] = log64(sum) - ((double)l[label] - max);
  if (!has_gradient) return;
  global float *g = BEGIN(gradient) + r * columns;
  for (ulong c = 0; c < columns; c++) {
    const double p = exp64((double)l[c] - max) / sum;
    g[c] = (float)((p - (c == label ? 1.0 : 0.0)) / (double)rows);
  }
}

// The mean of the losses. One item works.
KERNEL void cross_entropy_loss(V(loss), D(losses), ulong rows) {
  if (get_global_id(0) != 0) return;
  double total = 0.0;
  for (ulong r = 0; r < rows; r++) total = total + BEGIN(losses)[r];
  const float mean = (float)(total / (double)rows);
  BEGIN(loss)[0] = nan_of(mean, mean);
}
