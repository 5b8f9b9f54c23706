/// A clock in core cycles, for benchmarks.
#pragma once

#include "ck_config.h"

/// Runs a chain of dependent integer operations and returns the number of core cycles that it takes.
/// Its wall time tells the core's frequency at that moment.
uint64_t ck_cycle_chain(size_t rounds);
