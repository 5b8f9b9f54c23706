/// The floating-point environment that the kernels are defined in.
#pragma once

#include "ck_config.h"

/// Sets round to nearest, no flush to zero, subnormal operands as they are, and no traps.
/// Returns the control register as it was (MXCSR, or FPCR on ARM), for `ck_environment_leave`.
uint64_t ck_environment_enter(void);

/// Puts the control register back.
void ck_environment_leave(uint64_t saved);

/// The control register now; for tests.
uint64_t ck_environment_read(void);

/// Whether the environment is the one that the kernels are defined in.
bool ck_environment_is_default(void);
