// Sweeps all 2^32 inputs of exp, expm1, tanh, erf and log: is every result the correctly rounded
// one, and the same on each instruction set? ci/prove-functions builds and runs it.
//
// A reference in binary64, off by at most 2^-45 (prove-functions-reference.h has the proof), settles
// every input whose rounding to binary32 is the same within 2^-40 of it: a factor of 32 to spare.
// The others, and 2^20 inputs chosen by a hash whatever they are, go to MPFR with 200 bits. None of
// those lies nearer to a rounding boundary than 2^-60 (the lists of hard cases show it), so that
// 200 bits decide them all. Where MPFR is asked, the error of the reference is measured too.
#include <math.h>
#include <mpfr.h>
#include <pthread.h>
#include <stdatomic.h>
#include <stdbool.h>
#include <stdint.h>
#include <stdio.h>
#include <stdlib.h>
#include <string.h>

#include "CKernels.h"

typedef void kernel(enum ck_isa, float *, const float *, size_t);

#include "prove-functions-reference.h"

// MPFR decides one input in RANDOM_EVERY by the hash: 2^20 of them, since mix() is a bijection.
enum { BLOCK = 1 << 16, GENERIC_EVERY = 64, RANDOM_EVERY = 4096 };


struct counts {
  uint64_t wrong, different, settled, near, random, generic;
  double worst;  // relative error of the reference, where MPFR was asked
};

struct hard_case {
  uint32_t x, y;
  double distance;
};

static struct {
  const struct function *f;
  bool lists;
  atomic_uint next;
  pthread_mutex_t mutex;
  struct counts counts;
  struct hard_case *cases;
  size_t case_count;
} sweep = {.mutex = PTHREAD_MUTEX_INITIALIZER};

static float from_bits(uint32_t bits) {
  float x;
  memcpy(&x, &bits, sizeof x);
  return x;
}

static uint32_t to_bits(float x) {
  uint32_t bits;
  memcpy(&bits, &x, sizeof bits);
  return bits;
}

static uint32_t mix(uint32_t x) {
  x = (x ^ x >> 16) * 0x85ebca6bu;
  x = (x ^ x >> 13) * 0xc2b2ae35u;
  return x ^ x >> 16;
}

static void add_case(uint32_t x, uint32_t y, double distance) {
  pthread_mutex_lock(&sweep.mutex);
  if (sweep.case_count % 1024 == 0) {
    sweep.cases = realloc(sweep.cases, (sweep.case_count + 1024) * sizeof *sweep.cases);
    if (!sweep.cases) abort();
  }
  sweep.cases[sweep.case_count++] = (struct hard_case){x, y, distance};
  pthread_mutex_unlock(&sweep.mutex);
}

// What a thread needs to decide an input.
struct judge {
  struct counts counts;
  mpfr_t argument, value, difference;
};

static uint32_t decided_by_mpfr(struct judge *j, float x, double y) {
  const struct function *f = sweep.f;
  mpfr_set_flt(j->argument, x, MPFR_RNDN);
  f->exact(j->value, j->argument, MPFR_RNDN);
  const uint32_t result = isnan(x) || mpfr_nan_p(j->value)
                              ? 0x7fc00000
                              : to_bits(mpfr_get_flt(j->value, MPFR_RNDN));
  if (!mpfr_regular_p(j->value) || !isfinite(y) || y == 0) return result;
  mpfr_sub_d(j->difference, j->value, y, MPFR_RNDN);
  mpfr_div(j->difference, j->difference, j->value, MPFR_RNDN);
  const double error = fabs(mpfr_get_d(j->difference, MPFR_RNDN));
  if (error > j->counts.worst) j->counts.worst = error;
  return result;
}

// Lists x if its value, in j, lies near to the boundary between two neighbours of binary32.
static void list_if_hard(struct judge *j, float x, uint32_t y, float low, float high) {
  if (sweep.f->odd && x < 0) return;
  const double boundary = isinf(low) || isinf(high) ? copysign(0x1.ffffffp127, low)
                                                    : ((double)low + (double)high) / 2;
  // The ulp of binary64 at the true value.
  const double ulp = ldexp(1, (int)mpfr_get_exp(j->value) - 53);
  mpfr_sub_d(j->difference, j->value, boundary, MPFR_RNDN);
  const double distance = mpfr_get_d(j->difference, MPFR_RNDN) / ulp;
  if (fabs(distance) <= sweep.f->listed) add_case(to_bits(x), y, distance);
}

// The correctly rounded value at x.
static uint32_t expected(struct judge *j, const struct centre *centre, float x) {
  double y = NAN;
  const bool easy = sweep.f->easy(x, &y);
  const bool usable = easy || fabs(centre->x) >= sweep.f->least;
  if (!easy && usable) y = sweep.f->near(centre, x - centre->x);
  const float low = (float)(y - y * TRUSTED_ERROR), high = (float)(y + y * TRUSTED_ERROR);
  const bool random = mix(to_bits(x)) % RANDOM_EVERY == 0;
  const bool settled =
      isnan(x) || (easy && !(isfinite(y) && y != 0)) || (usable && to_bits(low) == to_bits(high));
  j->counts.random += random;
  j->counts.settled += settled && !random;
  j->counts.near += !settled && !random;
  if (settled && !random) return isnan(x) || isnan(y) ? 0x7fc00000 : to_bits((float)y);

  const uint32_t result = decided_by_mpfr(j, x, usable ? y : NAN);
  if (usable && !settled && sweep.lists) list_if_hard(j, x, result, low, high);
  return result;
}

static void *work(void *unused) {
  (void)unused;
  float *x = malloc(BLOCK * sizeof *x), *y = malloc(BLOCK * sizeof *y);
  float *z = malloc(BLOCK * sizeof *z);
  if (!x || !y || !z) abort();
  struct judge j = {};
  mpfr_inits2(200, j.argument, j.value, j.difference, (mpfr_ptr)0);
  mpfr_t a, b;
  mpfr_inits2(100, a, b, (mpfr_ptr)0);
  for (unsigned block; (block = atomic_fetch_add(&sweep.next, 1)) < (1ull << 32) / BLOCK;) {
    for (uint32_t i = 0; i < BLOCK; i++) x[i] = from_bits(block * (uint32_t)BLOCK + i);
    bool first = true;
    for (enum ck_isa isa = CK_ISA_COUNT; isa-- > CK_GENERIC;) {
      if (!ck_isa_available(isa)) continue;
      // fma in software takes a hundred times as long: a share of the blocks, if there is another.
      if (isa == CK_GENERIC && !first) {
        if (mix(block) % GENERIC_EVERY != 0) continue;
        j.counts.generic += BLOCK;
      }
      sweep.f->kernel(isa, first ? y : z, x, BLOCK);
      if (!first) {
        for (uint32_t i = 0; i < BLOCK; i++) {
          if (to_bits(y[i]) != to_bits(z[i]) && j.counts.different++ < 5) {
            printf("%s(%a): %a, but %a on %s\n", sweep.f->name, x[i], y[i], z[i], ck_isa_name(isa));
          }
        }
      }
      first = false;
    }
    for (uint32_t i = 0; i < BLOCK; i += GROUP) {
      const struct centre centre = centre_of(sweep.f, x[i + GROUP / 2], a, b);
      for (uint32_t k = i; k < i + GROUP; k++) {
        const uint32_t want = expected(&j, &centre, x[k]);
        if (to_bits(y[k]) != want && j.counts.wrong++ < 5) {
          printf("%s(%a) is %a, not %a\n", sweep.f->name, x[k], from_bits(want), y[k]);
        }
      }
    }
  }
  pthread_mutex_lock(&sweep.mutex);
  sweep.counts.wrong += j.counts.wrong;
  sweep.counts.different += j.counts.different;
  sweep.counts.settled += j.counts.settled;
  sweep.counts.near += j.counts.near;
  sweep.counts.random += j.counts.random;
  sweep.counts.generic += j.counts.generic;
  if (j.counts.worst > sweep.counts.worst) sweep.counts.worst = j.counts.worst;
  pthread_mutex_unlock(&sweep.mutex);
  mpfr_clears(j.argument, j.value, j.difference, a, b, (mpfr_ptr)0);
  mpfr_free_cache();
  free(x), free(y), free(z);
  return NULL;
}

static int by_distance(const void *a, const void *b) {
  const struct hard_case *p = a, *q = b;
  const double d = fabs(p->distance) - fabs(q->distance);
  return d < 0 ? -1 : d > 0 ? 1 : p->x < q->x ? -1 : p->x > q->x;
}

static void write_cases(const char *folder) {
  char path[4096];
  snprintf(path, sizeof path, "%s/hard_%s.txt", folder, sweep.f->name);
  FILE *file = fopen(path, "w");
  if (!file) perror(path), exit(1);
  qsort(sweep.cases, sweep.case_count, sizeof *sweep.cases, by_distance);
  for (size_t i = 0; i < sweep.case_count; i++) {
    fprintf(file, "%08x %08x %+.6f\n", sweep.cases[i].x, sweep.cases[i].y, sweep.cases[i].distance);
  }
  if (fclose(file)) perror(path), exit(1);
  printf("%s: %zu hard cases\n", path, sweep.case_count);
}

// prove-functions THREADS FOLDER|- FUNCTION...: FOLDER receives the lists of hard cases.
int main(int count, char **arguments) {
  if (count < 4) return fprintf(stderr, "run ci/prove-functions\n"), 64;
  const int threads = atoi(arguments[1]);
  bool failed = false;
  printf("instruction sets:");
  for (enum ck_isa isa = CK_GENERIC; isa < CK_ISA_COUNT; isa++) {
    if (ck_isa_available(isa)) printf(" %s", ck_isa_name(isa));
  }
  printf("; generic on 1 of %d blocks of %d\n", GENERIC_EVERY, BLOCK);
  for (int a = 3; a < count; a++) {
    sweep.f = NULL;
    for (int i = 0; i < FUNCTIONS; i++) {
      if (strcmp(arguments[a], functions[i].name) == 0) sweep.f = &functions[i];
    }
    if (!sweep.f) return fprintf(stderr, "no function %s\n", arguments[a]), 64;
    sweep.lists = strcmp(arguments[2], "-") != 0;
    sweep.next = 0;
    sweep.counts = (struct counts){};
    sweep.case_count = 0;
    pthread_t ids[64];
    const int used = threads < 1 ? 1 : threads > 64 ? 64 : threads;
    for (int t = 0; t < used; t++) {
      if (pthread_create(&ids[t], NULL, work, NULL)) return perror("threads"), 1;
    }
    for (int t = 0; t < used; t++) pthread_join(ids[t], NULL);
    const struct counts c = sweep.counts;
    const unsigned long long total = c.settled + c.near + c.random;
    printf("%s: %llu inputs: %llu settled by the reference, %llu near a boundary by MPFR, %llu "
           "random ones by MPFR; %llu wrong\n"
           "%s: %llu differ between instruction sets (%llu inputs on generic); the reference was "
           "off by 2^%.1f at most, 2^-45 is proven\n",
           sweep.f->name, total, (unsigned long long)c.settled, (unsigned long long)c.near,
           (unsigned long long)c.random, (unsigned long long)c.wrong, sweep.f->name,
           (unsigned long long)c.different, (unsigned long long)c.generic, log2(c.worst));
    fflush(stdout);
    failed |= c.wrong || c.different || total != 1ull << 32 || c.worst > PROVEN_ERROR;
    if (sweep.lists) write_cases(arguments[2]);
  }
  return failed;
}
