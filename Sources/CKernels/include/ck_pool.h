/// A pool of worker threads that share out the blocks of one region at a time.
#pragma once

#include "ck_config.h"

struct ck_pool;

/// Runs one block of a region.
typedef void (*ck_pool_body)(void *context, size_t block);

/// Starts `threads - 1` workers; the caller of `ck_pool_run` is the remaining thread.
/// Returns null when there is no memory or the system gives no more threads.
struct ck_pool *ck_pool_create(size_t threads);

/// Ends the workers and waits for them. Null is allowed.
void ck_pool_destroy(struct ck_pool *pool);

/// Calls `body(context, b)` once for each b below `blocks` (less than 2^32), in any order and on
/// any of the pool's threads, each in the standard floating-point environment; returns when all are
/// done. Inside a region, of this pool or of another, the blocks run on the calling thread in
/// ascending order. Returns false, and runs nothing, while another thread is inside `ck_pool_run`
/// of this pool.
bool ck_pool_run(struct ck_pool *pool, size_t blocks, ck_pool_body body, void *context);

/// Whether the calling thread is inside a region.
bool ck_pool_inside(void);
