/// Updates of parameters by their gradients, element by element; nothing is fused.
/// The formulas are those of Sources/Arithmetic/README.md, "An update", which rules.
#pragma once

#include "ck_config.h"

/// Constants of one AdamW update, each computed in binary64 and rounded once.
struct ck_adamw {
  float decay;            // 1 - rate * weight decay; 1 for none
  float one_minus_beta1;
  float beta2;
  float one_minus_beta2;
  float correction2;      // sqrt(1 - beta2^t)
  float epsilon;
  float step_size;        // rate / (1 - beta1^t)
  float gradient_scale;   // the clipping coefficient
};

/// g' = g * gradient_scale
/// p = p * decay
/// m = m + (g' - m) * one_minus_beta1, and +0 where |m| < 2^-126
/// v = v * beta2 + (one_minus_beta2 * g') * g'
/// p = p + ((-step_size) * m) / (sqrt(v) / correction2 + epsilon)
void ck_adamw(enum ck_isa isa, float *p, const float *g, float *m, float *v, size_t n,
              const struct ck_adamw *constants);

/// The AdamW update where g, m and v are +0: p = p * decay.
void ck_adamw_decay(enum ck_isa isa, float *p, size_t n, float decay);

/// Constants of one update of BERT's own Adam (no bias correction).
struct ck_bert_adam {
  float beta1;
  float one_minus_beta1;
  float beta2;
  float one_minus_beta2;
  float epsilon;
  float weight_decay;  // 0: none
  float learning_rate;
  float gradient_scale;
};

/// g' = g * gradient_scale
/// m = m * beta1 + one_minus_beta1 * g', and +0 where |m| < 2^-126
/// v = v * beta2 + (one_minus_beta2 * g') * g'
/// u = m / (sqrt(v) + epsilon); u = u + weight_decay * p unless weight_decay is 0
/// p = p - learning_rate * u
void ck_bert_adam(enum ck_isa isa, float *p, const float *g, float *m, float *v, size_t n,
                  const struct ck_bert_adam *constants);
