#include "ck_optimizer.h"

#define CK_SOURCE "ck_optimizer_kernel.h"
#include "ck_each_isa.h"

void ck_adamw(enum ck_isa isa, float *p, const float *g, float *m, float *v, size_t n,
              const struct ck_adamw *constants) {
  CK_CALL(isa, adamw, p, g, m, v, n, constants);
}

void ck_bert_adam(enum ck_isa isa, float *p, const float *g, float *m, float *v, size_t n,
                  const struct ck_bert_adam *constants) {
  CK_CALL(isa, bert_adam, p, g, m, v, n, constants);
}

void ck_adamw_decay(enum ck_isa isa, float *p, size_t n, float decay) {
  CK_CALL(isa, adamw_decay, p, n, decay);
}
