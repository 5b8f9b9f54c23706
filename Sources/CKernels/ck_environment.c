#include "ck_config.h"
#include "ck_environment.h"

// A library linked with -ffast-math sets flush-to-zero for the thread that loads it, and a host may
// have changed the rounding: kernels trust neither, and leave both as they found them.

#if defined(__x86_64__)

// MXCSR: exceptions masked (bits 7 to 12), round to nearest (13, 14), FTZ (15) and DAZ (6) off.
enum { STANDARD = 0x1f80, STATUS = 0x3f };

uint64_t ck_environment_read(void) { return __builtin_ia32_stmxcsr(); }

static void write_control(uint64_t value) { __builtin_ia32_ldmxcsr((unsigned)value); }

#elif defined(__aarch64__)

// FPCR: every field 0 is round to nearest, no FZ, no FZ16, no AH or FIZ, no default NaN, no traps.
enum { STANDARD = 0, STATUS = 0 };

uint64_t ck_environment_read(void) { return __builtin_arm_rsr64("fpcr"); }

static void write_control(uint64_t value) { __builtin_arm_wsr64("fpcr", value); }

#else
#error "Say here how this architecture sets rounding and subnormals."
#endif

// The control bits alone: exception flags come and go.
static uint64_t control(uint64_t value) { return value & ~(uint64_t)STATUS; }

bool ck_environment_is_default(void) { return control(ck_environment_read()) == STANDARD; }

uint64_t ck_environment_enter(void) {
  uint64_t saved = ck_environment_read();
  if (control(saved) != STANDARD) write_control(STANDARD);
  return saved;
}

void ck_environment_leave(uint64_t saved) {
  if (control(saved) != control(ck_environment_read())) write_control(saved);
}
