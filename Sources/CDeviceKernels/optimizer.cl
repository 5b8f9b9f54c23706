// Updates of parameters by their gradients, element by element; nothing is fused.

// +0 in place of a subnormal: 0.9 m, rounded, would otherwise stick at one for ever.
static inline float flushed(float x) { return fabs(x) < 0x1p-126f ? 0.0f : x; }

KERNEL void adamw(
    V(p), V(g), V(m), V(v), ulong n, float decay, float one_minus_beta1, float beta2,
    float one_minus_beta2, float correction2, float epsilon, float step_size,
    float gradient_scale) {
  const ulong i = get_global_id(0);
  if (i >= n) return;
  const float scaled = BEGIN(g)[i] * gradient_scale;
  const float decayed = BEGIN(p)[i] * decay;
  const float old = BEGIN(m)[i];
  const float first = flushed(old + (scaled - old) * one_minus_beta1);
  const float second = BEGIN(v)[i] * beta2 + (one_minus_beta2 * scaled) * scaled;
  BEGIN(m)[i] = first;
  BEGIN(v)[i] = second;
  const float denominator = sqrt(second) / correction2 + epsilon;
  BEGIN(p)[i] = decayed + (-step_size * first) / denominator;
}

// The same where g, m and v are +0.
KERNEL void adamw_decay(V(p), ulong n, float decay) {
  const ulong i = get_global_id(0);
  if (i < n) BEGIN(p)[i] = BEGIN(p)[i] * decay;
}

KERNEL void bert_adam(
    V(p), V(g), V(m), V(v), ulong n, float beta1, float one_minus_beta1, float beta2,
    float one_minus_beta2, float epsilon, float weight_decay, float learning_rate,
    float gradient_scale) {
  const ulong i = get_global_id(0);
  if (i >= n) return;
  const float scaled = BEGIN(g)[i] * gradient_scale;
  const float old = BEGIN(p)[i];
  const float first = flushed(BEGIN(m)[i] * beta1 + one_minus_beta1 * scaled);
  const float second = BEGIN(v)[i] * beta2 + (one_minus_beta2 * scaled) * scaled;
  BEGIN(m)[i] = first;
  BEGIN(v)[i] = second;
  float update = first / (sqrt(second) + epsilon);
  if (weight_decay != 0.0f) update = update + weight_decay * old;
  BEGIN(p)[i] = old - learning_rate * update;
}
