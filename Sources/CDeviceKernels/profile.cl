// What holds for all kernels of the profile seedproof-f32/1: nothing is fused but by FMA, and what the host may set.
// What each kernel computes is defined in Sources/Arithmetic/README.md, bit for bit.

// The two faults that can be planted show that a device which rounds otherwise is found out.
#ifdef SEEDPROOF_CONTRACT
#pragma OPENCL FP_CONTRACT ON
#else
#pragma OPENCL FP_CONTRACT OFF
#endif
#pragma OPENCL EXTENSION cl_khr_fp64 : enable

// a * b + c, rounded once; of floats, doubles, or vectors of them.
#define FMA(a, b, c) fma((a), (b), (c))
#ifdef SEEDPROOF_SPLIT_FMA
#define PRODUCT_FMA(a, b, c) ((a) * (b) + (c))
#else
#define PRODUCT_FMA(a, b, c) FMA(a, b, c)
#endif

// Items in a group: a power of two, 1 to 256.
#ifndef GROUP
#error "GROUP, the number of items in a group, is given by the host."
#endif
#define KERNEL kernel __attribute__((reqd_work_group_size(GROUP, 1, 1)))

// Arguments: the start of a run within a buffer is an argument of its own, counted in elements.
#define V(x) global float *x, ulong x##_at
#define D(x) global double *x, ulong x##_at
#define L(x) global const int *x, ulong x##_at
#define BEGIN(x) ((x) + x##_at)

#define QUIET_NAN as_float(0x7fc00000u)
#define QUIET_NAN64 as_double(0x7ff8000000000000ul)

// The quiet NaN where x is NaN, else y: devices propagate payloads differently.
static inline float nan_of(float x, float y) { return x != x ? QUIET_NAN : y; }
static inline double nan_of64(double x, double y) { return x != x ? QUIET_NAN64 : y; }

// A row reduction has 16 lanes. TEAM items share them: item t of a team has the lanes t, t + TEAM, ...
#define TEAM (GROUP < 16 ? GROUP : 16)
#define TEAMS (GROUP / TEAM)
#define LANES (16 / TEAM)
#define TEAM_INDEX ((uint)get_local_id(0) / TEAM)
#define TEAM_ITEM ((uint)get_local_id(0) % TEAM)

// The item's elements i below n, each with its lane l of the item's own.
#define OWN(i, l, n)                                      \
  for (ulong i##_0 = TEAM_ITEM; i##_0 < (n); i##_0 += 16) \
    for (ulong l = 0, i = i##_0; l < LANES && i < (n); l++, i += TEAM)

// The sum of a team's 16 lanes, in each of its items: l and l + 8, then l + 4, l + 2, l + 1.
// All items of a group call it. `shared` has 16 places for each team.
static inline float fold(local float *shared, const float *lanes) {
  local float *mine = shared + TEAM_INDEX * 16;
  for (uint l = 0; l < LANES; l++) mine[TEAM_ITEM + l * TEAM] = lanes[l];
  barrier(CLK_LOCAL_MEM_FENCE);
  const float8 a = vload8(0, mine) + vload8(1, mine);
  barrier(CLK_LOCAL_MEM_FENCE);
  const float4 b = a.lo + a.hi;
  const float2 c = b.lo + b.hi;
  return c.x + c.y;
}

static inline double fold64(local double *shared, const double *lanes) {
  local double *mine = shared + TEAM_INDEX * 16;
  for (uint l = 0; l < LANES; l++) mine[TEAM_ITEM + l * TEAM] = lanes[l];
  barrier(CLK_LOCAL_MEM_FENCE);
  const double8 a = vload8(0, mine) + vload8(1, mine);
  barrier(CLK_LOCAL_MEM_FENCE);
  const double4 b = a.lo + a.hi;
  const double2 c = b.lo + b.hi;
  return c.x + c.y;
}
