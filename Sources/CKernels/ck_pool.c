#define _POSIX_C_SOURCE 200809L  // signal masks
#include "ck_config.h"
#include "ck_environment.h"
#include "ck_pool.h"

#include <pthread.h>
#include <sched.h>
#include <signal.h>
#include <stdatomic.h>
#include <stdlib.h>

// A waiting thread looks this often, then sleeps: regions follow each other within microseconds in
// a training step, and waking a thread costs more than a short region.
enum { SPINS = 20000, SPINS_PER_YIELD = 4096 };

// A place to sleep, and how many do.
struct bed {
  atomic_int sleepers;
  pthread_cond_t wake;
};

// `ticket` holds the region's number in its high half and the next free block in its low half. A
// block is claimed by advancing the ticket, so a thread that comes late, with the fields of a
// region that is over, fails to claim and touches nothing; and the caller never waits for a worker
// that has no block. The low half is CLOSED while the fields change.
struct ck_pool {
  _Alignas(64) _Atomic uint64_t ticket;
  _Atomic(ck_pool_body) body;
  void *_Atomic context;
  _Atomic size_t blocks;
  _Alignas(64) _Atomic size_t done;
  _Alignas(64) atomic_bool busy;
  atomic_bool stopping;
  pthread_mutex_t mutex;
  struct bed workers_bed, caller_bed;
  size_t workers;
  pthread_t threads[];
};

enum : uint64_t { CLOSED = UINT32_MAX };

static _Thread_local bool inside;

bool ck_pool_inside(void) { return inside; }

static void pause_once(int spin) {
  if (spin % SPINS_PER_YIELD == 0) {
    sched_yield();
    return;
  }
#if defined(__x86_64__)
  __builtin_ia32_pause();
#elif defined(__aarch64__)
  __builtin_arm_yield();
#endif
}

static bool has_free_block(struct ck_pool *pool, uint64_t ticket) {
  return (uint32_t)ticket < atomic_load_explicit(&pool->blocks, memory_order_relaxed);
}

// Spins, then sleeps, while `waits(pool, value)`. Whoever makes it false wakes this bed.
static void wait_while(
    struct ck_pool *pool, struct bed *bed, bool (*waits)(struct ck_pool *, uint64_t),
    uint64_t value) {
  for (int spin = 1; spin < SPINS; spin++) {
    if (!waits(pool, value)) return;
    pause_once(spin);
  }
  pthread_mutex_lock(&pool->mutex);
  atomic_fetch_add(&bed->sleepers, 1);
  while (waits(pool, value)) pthread_cond_wait(&bed->wake, &pool->mutex);
  atomic_fetch_sub(&bed->sleepers, 1);
  pthread_mutex_unlock(&pool->mutex);
}

static void wake(struct ck_pool *pool, struct bed *bed) {
  if (atomic_load(&bed->sleepers) == 0) return;
  pthread_mutex_lock(&pool->mutex);
  pthread_cond_broadcast(&bed->wake);
  pthread_mutex_unlock(&pool->mutex);
}

// Runs free blocks until there are none. Returns the number of the region that it last saw.
static uint32_t run_free_blocks(struct ck_pool *pool) {
  uint64_t ticket = atomic_load_explicit(&pool->ticket, memory_order_acquire);
  if (!has_free_block(pool, ticket)) return (uint32_t)(ticket >> 32);
  uint64_t saved = ck_environment_enter();
  inside = true;
  for (;;) {
    ck_pool_body body = atomic_load_explicit(&pool->body, memory_order_relaxed);
    void *context = atomic_load_explicit(&pool->context, memory_order_relaxed);
    size_t blocks = atomic_load_explicit(&pool->blocks, memory_order_relaxed);
    if ((uint32_t)ticket >= blocks) break;
    // A failed exchange loads the ticket as it is now.
    if (!atomic_compare_exchange_weak_explicit(
            &pool->ticket, &ticket, ticket + 1, memory_order_acq_rel, memory_order_acquire))
      continue;
    body(context, (uint32_t)ticket);
    if (atomic_fetch_add(&pool->done, 1) + 1 == blocks) wake(pool, &pool->caller_bed);
    ticket = atomic_load_explicit(&pool->ticket, memory_order_acquire);
  }
  inside = false;
  ck_environment_leave(saved);
  return (uint32_t)(ticket >> 32);
}

static bool same_region(struct ck_pool *pool, uint64_t region) {
  return atomic_load(&pool->ticket) >> 32 == region && !atomic_load(&pool->stopping);
}

static bool blocks_are_running(struct ck_pool *pool, uint64_t blocks) {
  return atomic_load(&pool->done) != blocks;
}

static void *work(void *argument) {
  struct ck_pool *pool = argument;
  uint32_t region = 0;
  while (!atomic_load(&pool->stopping)) {
    wait_while(pool, &pool->workers_bed, same_region, region);
    region = run_free_blocks(pool);
  }
  return nullptr;
}

bool ck_pool_run(struct ck_pool *pool, size_t blocks, ck_pool_body body, void *context) {
  if (inside) {
    for (size_t block = 0; block < blocks; block++) body(context, block);
    return true;
  }
  if (atomic_exchange(&pool->busy, true)) return false;
  if (blocks > 0) {
    uint64_t region = (atomic_fetch_or(&pool->ticket, CLOSED) >> 32) + 1;
    atomic_store_explicit(&pool->body, body, memory_order_relaxed);
    atomic_store_explicit(&pool->context, context, memory_order_relaxed);
    atomic_store_explicit(&pool->blocks, blocks, memory_order_relaxed);
    atomic_store_explicit(&pool->done, 0, memory_order_relaxed);
    atomic_store(&pool->ticket, region << 32);
    wake(pool, &pool->workers_bed);
    run_free_blocks(pool);
    wait_while(pool, &pool->caller_bed, blocks_are_running, blocks);
  }
  atomic_store(&pool->busy, false);
  return true;
}

struct ck_pool *ck_pool_create(size_t threads) {
  size_t workers = threads > 0 ? threads - 1 : 0;
  size_t size = sizeof(struct ck_pool) + workers * sizeof(pthread_t);
  struct ck_pool *pool = aligned_alloc(64, (size + 63) / 64 * 64);
  if (!pool) return nullptr;
  __builtin_memset(pool, 0, size);
  pthread_mutex_init(&pool->mutex, nullptr);
  pthread_cond_init(&pool->workers_bed.wake, nullptr);
  pthread_cond_init(&pool->caller_bed.wake, nullptr);
  // Signals belong to the program's own threads.
  sigset_t every, before;
  sigfillset(&every);
  pthread_sigmask(SIG_SETMASK, &every, &before);
  while (pool->workers < workers &&
         pthread_create(&pool->threads[pool->workers], nullptr, work, pool) == 0)
    pool->workers++;
  pthread_sigmask(SIG_SETMASK, &before, nullptr);
  if (pool->workers == workers) return pool;
  ck_pool_destroy(pool);
  return nullptr;
}

void ck_pool_destroy(struct ck_pool *pool) {
  if (!pool) return;
  atomic_store(&pool->stopping, true);
  wake(pool, &pool->workers_bed);
  for (size_t i = 0; i < pool->workers; i++) pthread_join(pool->threads[i], nullptr);
  pthread_cond_destroy(&pool->workers_bed.wake);
  pthread_cond_destroy(&pool->caller_bed.wake);
  pthread_mutex_destroy(&pool->mutex);
  free(pool);
}
