// Optimizer updates; included once per instruction set.

/// +0 in place of a subnormal or zero: 0.9 m would otherwise stick at a subnormal for ever.
CK_INLINE ck_f32 CK(flush)(ck_f32 x) {
  return __builtin_elementwise_abs(x) < (ck_f32)0x1p-126f ? (ck_f32)0.0f : x;
}

CK_INLINE void CK(adamw_lanes)(ck_f32 *p, ck_f32 g, ck_f32 *m, ck_f32 *v, struct ck_adamw k) {
  const ck_f32 scaled = g * (ck_f32)k.gradient_scale;
  const ck_f32 decayed = *p * (ck_f32)k.decay;
  *m = CK(flush)(*m + (scaled - *m) * (ck_f32)k.one_minus_beta1);
  *v = *v * (ck_f32)k.beta2 + ((ck_f32)k.one_minus_beta2 * scaled) * scaled;
  const ck_f32 root = __builtin_elementwise_sqrt(*v);
  const ck_f32 denominator = root / (ck_f32)k.correction2 + (ck_f32)k.epsilon;
  *p = decayed + ((ck_f32)-k.step_size * *m) / denominator;
}

CK_INLINE void CK(bert_adam_lanes)(
    ck_f32 *p, ck_f32 g, ck_f32 *m, ck_f32 *v, struct ck_bert_adam k) {
  const ck_f32 scaled = g * (ck_f32)k.gradient_scale;
  *m = CK(flush)(*m * (ck_f32)k.beta1 + (ck_f32)k.one_minus_beta1 * scaled);
  *v = *v * (ck_f32)k.beta2 + ((ck_f32)k.one_minus_beta2 * scaled) * scaled;
  ck_f32 update = *m / (__builtin_elementwise_sqrt(*v) + (ck_f32)k.epsilon);
  if (k.weight_decay != 0.0f) update = update + (ck_f32)k.weight_decay * *p;
  *p = *p - (ck_f32)k.learning_rate * update;
}

#define CK_UPDATE(name)                                                                   \
  static void CK(name)(float *p, const float *g, float *m, float *v, size_t n,            \
                       const struct ck_##name *constants) {                               \
    const struct ck_##name k = *constants;                                                \
    size_t i = 0;                                                                         \
    for (; i + CK_LANES <= n; i += CK_LANES) {                                            \
      ck_f32 pi = CK(load)(p + i), mi = CK(load)(m + i), vi = CK(load)(v + i);            \
      CK(name##_lanes)(&pi, CK(load)(g + i), &mi, &vi, k);                                \
      CK(store)(p + i, pi);                                                               \
      CK(store)(m + i, mi);                                                               \
      CK(store)(v + i, vi);                                                               \
    }                                                                                     \
    if (i == n) return;                                                                   \
    const size_t rest = n - i;                                                            \
    ck_f32 pi = CK(load_part)(p + i, rest), mi = CK(load_part)(m + i, rest);              \
    ck_f32 vi = CK(load_part)(v + i, rest);                                               \
    CK(name##_lanes)(&pi, CK(load_part)(g + i, rest), &mi, &vi, k);                       \
    CK(store_part)(p + i, pi, rest);                                                      \
    CK(store_part)(m + i, mi, rest);                                                      \
    CK(store_part)(v + i, vi, rest);                                                      \
  }

CK_UPDATE(adamw)
CK_UPDATE(bert_adam)

#undef CK_UPDATE

static void CK(adamw_decay)(float *p, size_t n, float decay) {
  size_t i = 0;
  for (; i + CK_LANES <= n; i += CK_LANES) {
    CK(store)(p + i, CK(load)(p + i) * (ck_f32)decay);
  }
  for (; i < n; i++) p[i] *= decay;
}
