// Sweeps all 2^32 inputs of exp, expm1, tanh, erf and log: is every result the correctly rounded
// one, and the same on each instruction set? ci/prove-functions builds and runs it.
//
// The reference is the C library's binary64 function. Its error is a few ulps (at most 2 for these
// five, by the table of known maximum errors in the glibc manual); it decides wherever the rounding
// to binary32 does not change within 8192 ulps (a relative 2^-40) of its value, which leaves a
// factor of thousands for what that table may have missed. All other inputs, and every 4096th by a
// hash, go to MPFR with 200 bits; on those the error of the reference is measured too.
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

static const struct function {
  const char *name;
  kernel *kernel;
  double (*reference)(double);
  int (*exact)(mpfr_t, const mpfr_t, mpfr_rnd_t);
  double listed;  // hard cases within so many binary64 ulps of a boundary are listed
  bool odd;       // and for positive inputs only
} functions[] = {
    {"exp", ck_exp, exp, mpfr_exp, 64, false},
    {"expm1", ck_expm1, expm1, mpfr_expm1, 64, false},
    {"tanh", ck_tanh, tanh, mpfr_tanh, 64, true},
    {"erf", ck_erf, erf, mpfr_erf, 1024, true},
    {"log", ck_log, log, mpfr_log, 64, false},
};
enum { FUNCTIONS = sizeof functions / sizeof *functions, BLOCK = 1 << 16, GENERIC_EVERY = 64 };

static const char *const isa_names[] = {"generic", "avx2", "avx512", "neon"};

struct counts {
  uint64_t wrong, different, near, sampled, generic;
  double worst;  // error of the reference, in binary64 ulps
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

// The correctly rounded value at x, the bits `input`.
static uint32_t expected(float x, uint32_t input, struct counts *counts, mpfr_t argument,
                         mpfr_t value, mpfr_t difference) {
  const struct function *f = sweep.f;
  const double y = f->reference(x);
  if (isnan(y)) return 0x7fc00000;
  if (y == 0 || isinf(y)) return to_bits((float)y);
  const float low = (float)(y - y * 0x1p-40), high = (float)(y + y * 0x1p-40);
  const bool near = to_bits(low) != to_bits(high);
  const bool sampled = mix(input) % 4096 == 0;
  if (!near && !sampled) return to_bits(low);

  counts->near += near;
  counts->sampled += !near;
  mpfr_set_flt(argument, x, MPFR_RNDN);
  f->exact(value, argument, MPFR_RNDN);
  const uint32_t result = to_bits(mpfr_get_flt(value, MPFR_RNDN));
  int exponent;
  frexp(y, &exponent);
  const double ulp = ldexp(1, exponent - 53 < -1074 ? -1074 : exponent - 53);
  mpfr_sub_d(difference, value, y, MPFR_RNDN);
  const double error = fabs(mpfr_get_d(difference, MPFR_RNDN)) / ulp;
  if (error > counts->worst) counts->worst = error;
  if (near && sweep.lists && !(f->odd && x < 0)) {
    const double boundary = isinf(low) || isinf(high) ? copysign(0x1.ffffffp127, y)
                                                      : ((double)low + (double)high) / 2;
    mpfr_sub_d(difference, value, boundary, MPFR_RNDN);
    const double distance = mpfr_get_d(difference, MPFR_RNDN) / ulp;
    if (fabs(distance) <= f->listed) add_case(input, result, distance);
  }
  return result;
}

static void *work(void *unused) {
  (void)unused;
  float *x = malloc(BLOCK * sizeof *x), *y = malloc(BLOCK * sizeof *y);
  float *z = malloc(BLOCK * sizeof *z);
  if (!x || !y || !z) abort();
  mpfr_t argument, value, difference;
  mpfr_inits2(200, argument, value, difference, (mpfr_ptr)0);
  struct counts counts = {};
  for (unsigned block; (block = atomic_fetch_add(&sweep.next, 1)) < (1ull << 32) / BLOCK;) {
    for (uint32_t i = 0; i < BLOCK; i++) x[i] = from_bits(block * (uint32_t)BLOCK + i);
    bool first = true;
    for (enum ck_isa isa = CK_NEON + 1; isa-- > CK_GENERIC;) {
      if (!ck_isa_available(isa)) continue;
      // fma in software takes a hundred times as long: a share of the blocks, if there is another.
      if (isa == CK_GENERIC && !first) {
        if (mix(block) % GENERIC_EVERY != 0) continue;
        counts.generic += BLOCK;
      }
      sweep.f->kernel(isa, first ? y : z, x, BLOCK);
      if (!first) {
        for (uint32_t i = 0; i < BLOCK; i++) {
          if (to_bits(y[i]) != to_bits(z[i]) && counts.different++ < 5) {
            printf("%s(%a): %a, but %a on %s\n", sweep.f->name, x[i], y[i], z[i], isa_names[isa]);
          }
        }
      }
      first = false;
    }
    for (uint32_t i = 0; i < BLOCK; i++) {
      const uint32_t want =
          expected(x[i], to_bits(x[i]), &counts, argument, value, difference);
      if (to_bits(y[i]) != want && counts.wrong++ < 5) {
        printf("%s(%a) is %a, not %a\n", sweep.f->name, x[i], from_bits(want), y[i]);
      }
    }
  }
  pthread_mutex_lock(&sweep.mutex);
  sweep.counts.wrong += counts.wrong;
  sweep.counts.different += counts.different;
  sweep.counts.near += counts.near;
  sweep.counts.sampled += counts.sampled;
  sweep.counts.generic += counts.generic;
  if (counts.worst > sweep.counts.worst) sweep.counts.worst = counts.worst;
  pthread_mutex_unlock(&sweep.mutex);
  mpfr_clears(argument, value, difference, (mpfr_ptr)0);
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
    fprintf(file, "%08x %08x %.3f\n", sweep.cases[i].x, sweep.cases[i].y, sweep.cases[i].distance);
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
  for (enum ck_isa isa = CK_GENERIC; isa <= CK_NEON; isa++) {
    if (ck_isa_available(isa)) printf(" %s", isa_names[isa]);
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
    printf("%s: %llu of 4294967296 inputs wrong; %llu differ between instruction sets (%llu inputs "
           "on generic); MPFR decided %llu near a boundary and %llu others; the reference was off "
           "by %.2f ulp at most\n",
           sweep.f->name, (unsigned long long)c.wrong, (unsigned long long)c.different,
           (unsigned long long)c.generic, (unsigned long long)c.near,
           (unsigned long long)c.sampled, c.worst);
    fflush(stdout);
    failed |= c.wrong || c.different;
    if (sweep.lists) write_cases(arguments[2]);
  }
  return failed;
}
