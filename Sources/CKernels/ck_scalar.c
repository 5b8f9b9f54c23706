#include "ck_scalar.h"

#include "ck_fma_lanes.h"

double ck_fma64(double a, double b, double c) { return ck_software_fma64(a, b, c); }

void ck_fma64_lanes(double *z, const double *x, const double *y) {
  ck_software_fma64_lanes(x, y, z);
}

#define CK_SOURCE "ck_scalar_kernel.h"
#include "ck_each_isa.h"

double ck_exp64(enum ck_isa isa, double x) { return CK_CALL(isa, exp64, x); }
double ck_log64(enum ck_isa isa, double x) { return CK_CALL(isa, log64, x); }
