/// Single values: fma without the instruction, and the binary64 functions of the profile.
#pragma once

#include "ck_config.h"

/// a * b + c rounded once, in integer arithmetic: fma of the generic instruction set.
double ck_fma64(double a, double b, double c);

/// z[i] = x[i] * y[i] + z[i] rounded once, for i below 16: the same bits as ck_fma64, faster.
void ck_fma64_lanes(double *z, const double *x, const double *y);

/// e^x and log x in the profile's fixed sequence, good to about one ulp. NaN gives the quiet NaN.
double ck_exp64(enum ck_isa isa, double x);
double ck_log64(enum ck_isa isa, double x);
