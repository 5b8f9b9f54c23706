// The reference of ci/prove-functions: exp, expm1, tanh, erf and log in binary64, of proven error.
//
// Inputs are taken in groups of 64 consecutive bit patterns. MPFR gives the function at the middle
// x0 of a group, correctly rounded to binary64; a short expansion in d = x - x0 gives the others. No
// libm takes part. With u = 2^-53, x0 and d exact, and |d| <= 32 ulp(x0) <= 2^-18 |x0|:
//
//   exp    e^x0 (1 + (d + d^2/2 + d^3/6)).                |x| < 128, |d| <= 2^-12: what is cut off
//          is below d^4/24 e^|d| < 2^-52; four roundings of 1 u.
//   expm1  expm1(x0) + (expm1(x0) + 1)(d + d^2/2 + d^3/6). The second term is below 2^-17 of the
//          first where |x| < 1, and below 2^-11 of it elsewhere: its roundings count for less than u.
//   tanh   (t + s) / (1 + t s), s = d - d^3/3.             The addition theorem; |x| < 32, |d| <=
//          2^-14: tanh d - s is below 2/15 |d|^5. Five roundings of 1 u.
//   erf    erf x0 + g (d - x0 d^2 + (2 x0^2 - 1) d^3/3), g = 2/sqrt(pi) e^(-x0^2). |x| < 8: the next
//          term, with the fourth derivative of erf at any point between, is below 2^-56 of erf x.
//   log    log x0 + (t - t^2/2 + t^3/3), t = d/x0.         |t| <= 2^-12: cut off is below t^4/3.
//          log x0 and t cancel next to 1, where |t| <= 2^-18: there log x > 2^-24.1, and the
//          rounding of the terms below 2^-17 is off by less than 2^-70, a relative 2^-45.9.
//
// Where |x| < 2^-30, the first two terms of the power series leave less than 2^-59; far out, the
// constant that the function tends to is nearer than 2^-80. So every value is within a relative
// 2^-45 of the true one (most within 2^-50). The sweep trusts it only where the rounding to binary32 is
// the same within 2^-40, and fails where MPFR ever finds it off by more than 2^-45.
#ifndef PROVE_FUNCTIONS_REFERENCE_H
#define PROVE_FUNCTIONS_REFERENCE_H

#include <math.h>
#include <mpfr.h>
#include <stdbool.h>

enum { GROUP = 64 };
#define PROVEN_ERROR 0x1p-45
#define TRUSTED_ERROR 0x1p-40

// What a group's members share.
struct centre {
  double x, value, slope;
};

static double growth(double d) { return d + d * d * (0.5 + d / 6); }

static double exp_near(const struct centre *c, double d) {
  return c->value + c->value * growth(d);
}

static double expm1_near(const struct centre *c, double d) {
  return c->value + (c->value + 1) * growth(d);
}

static double tanh_near(const struct centre *c, double d) {
  const double s = d - d * d * d / 3;
  return (c->value + s) / (1 + c->value * s);
}

static double erf_near(const struct centre *c, double d) {
  return c->value + c->slope * (d - d * d * (c->x - (2 * c->x * c->x - 1) * d / 3));
}

static double log_near(const struct centre *c, double d) {
  const double t = d / c->x;
  return c->value + (t - t * t * (0.5 - t / 3));
}

// The values that need no centre. Each returns whether *y is the value.

static bool exp_easy(double x, double *y) {
  *y = x >= 128 ? INFINITY : x <= -128 ? 0 : 1 + x;
  return fabs(x) >= 128 || fabs(x) < 0x1p-30;
}

static bool expm1_easy(double x, double *y) {
  *y = x >= 128 ? INFINITY : x <= -64 ? -1 : x * (1 + x / 2);
  return x >= 128 || x <= -64 || fabs(x) < 0x1p-30;
}

static bool tanh_easy(double x, double *y) {
  *y = fabs(x) >= 32 ? copysign(1, x) : x;
  return fabs(x) >= 32 || fabs(x) < 0x1p-30;
}

static bool erf_easy(double x, double *y) {
  *y = fabs(x) >= 8 ? copysign(1, x) : x * 0x1.20dd750429b6dp+0;  // 2 / sqrt(pi)
  return fabs(x) >= 8 || fabs(x) < 0x1p-30;
}

static bool log_easy(double x, double *y) {
  *y = x < 0 ? NAN : x == 0 ? -INFINITY : x == 1 ? 0 : x;
  return !(x > 0) || x == 1 || x == (double)INFINITY;
}

static const struct function {
  const char *name;
  kernel *kernel;
  bool (*easy)(double, double *);
  double (*near)(const struct centre *, double);
  int (*exact)(mpfr_t, const mpfr_t, mpfr_rnd_t);
  double least;   // nearer to zero, a group's members lie too far from its middle
  double listed;  // hard cases within so many binary64 ulps of a boundary are listed
  bool odd;       // and for positive inputs only
} functions[] = {
    {"exp", ck_exp, exp_easy, exp_near, mpfr_exp, 0x1p-126, 64, false},
    {"expm1", ck_expm1, expm1_easy, expm1_near, mpfr_expm1, 0x1p-126, 64, false},
    {"tanh", ck_tanh, tanh_easy, tanh_near, mpfr_tanh, 0x1p-126, 64, true},
    {"erf", ck_erf, erf_easy, erf_near, mpfr_erf, 0x1p-126, 1024, true},
    {"log", ck_log, log_easy, log_near, mpfr_log, 0x1p-132, 64, false},
};
enum { FUNCTIONS = sizeof functions / sizeof *functions };

// The middle of the group whose middle input is x; `a` and `b` are for intermediate values.
static struct centre centre_of(const struct function *f, double x, mpfr_t a, mpfr_t b) {
  double y;
  if (!isfinite(x) || f->easy(x, &y)) return (struct centre){x, NAN, NAN};
  struct centre c = {.x = x};
  mpfr_set_d(a, x, MPFR_RNDN);
  f->exact(b, a, MPFR_RNDN);
  c.value = mpfr_get_d(b, MPFR_RNDN);
  if (f->near == erf_near) {
    mpfr_sqr(a, a, MPFR_RNDN);
    mpfr_neg(a, a, MPFR_RNDN);
    mpfr_exp(b, a, MPFR_RNDN);
    c.slope = mpfr_get_d(b, MPFR_RNDN) * 0x1.20dd750429b6dp+0;
  }
  return c;
}

#endif
