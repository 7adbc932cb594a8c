// What every family begins with. Products and sums are contracted nowhere: where the definition of
// a kernel has a fused multiply-add, its source says fma.
#pragma OPENCL FP_CONTRACT OFF
#ifdef DOUBLES
#pragma OPENCL EXTENSION cl_khr_fp64 : enable
#endif

// The larger one; NaN when either is, and 0 rather than -0, as in Java.
float larger(float a, float b) {
  float m = a > b ? a : a < b ? b : a == 0 && signbit(a) ? b : a;
  return isnan(a) ? a : isnan(b) ? b : m;
}

// 1 / (1 + e^-x)
float sigmoid(float x) { return 1 / (1 + exp(-x)); }

// max(x, 0)
float relu(float x) { return larger(x, 0); }

// x σ(x)
float silu(float x) { return x * sigmoid(x); }

// d/dx x σ(x) = σ(x) (1 + x (1 - σ(x)))
float siluSlope(float x) {
  float s = sigmoid(x);
  return s * (1 + x * (1 - s));
}

// Φ(x) = ½ erfc(-x/√2)
float normalCdf(float x) { return 0.5f * erfc(-x * 0.70710678f); }

// Adds to a compensated sum (Knuth's two-sum): .x is the sum so far, .y what rounding took from it.
float2 plus(float2 sum, float x) {
  float next = sum.x + x;
  float added = next - sum.x;
  return (float2)(next, sum.y + ((sum.x - (next - added)) + (x - added)));
}

// What a sum comes to. Nothing is known of what an infinite one has left out.
float total(float2 sum) { return isfinite(sum.x) ? sum.x + sum.y : sum.x; }

#ifdef TEAM
// Rows. TEAM neighbouring work items, a power of two, take a row together; GROUP items, one team or
// several, are a group. On processors each item is a team, since barriers are slow there. Lane i of
// a team takes the elements i, i + TEAM, … of its row. A last group may have teams without a row:
// for them it is empty, because all items of a group must come to each barrier.
int lane() { return (int) (get_local_id(0) % TEAM); }

int teamRow() { return (int) (get_global_id(0) / TEAM); }

// Joins what the lanes of a team have to one, halving their number again and again, so that the
// order is always the same; all lanes get it. A room has GROUP elements.
#if TEAM > 1
#define TREE(NAME, JOIN)                             \
  float2 NAME(float2 x, local float2* room) {        \
    int me = get_local_id(0);                        \
    barrier(CLK_LOCAL_MEM_FENCE);                    \
    room[me] = x;                                    \
    for (int left = TEAM / 2; left > 0; left /= 2) { \
      barrier(CLK_LOCAL_MEM_FENCE);                  \
      if (lane() < left) {                           \
        room[me] = JOIN(room[me], room[me + left]);  \
      }                                              \
    }                                                \
    barrier(CLK_LOCAL_MEM_FENCE);                    \
    return room[me - lane()];                        \
  }
#else
#define TREE(NAME, JOIN) \
  float2 NAME(float2 x, local float2* room) { return x; }
#endif

float2 joinSums(float2 a, float2 b) { return a + b; }

float2 joinLarger(float2 a, float2 b) { return (float2)(larger(a.x, b.x), 0); }

TREE(treeOfSums, joinSums)
TREE(treeOfLarger, joinLarger)

// Two sums of which each lane has a part.
float2 teamSums(float2 a, float2 b, local float2* room) {
  return treeOfSums((float2)(total(a), total(b)), room);
}

// A sum of which each lane has a part.
float teamSum(float2 part, local float2* room) { return teamSums(part, (float2)(0), room).x; }

// The largest of what the lanes have; NaN when one is.
float teamMax(float x, local float2* room) { return treeOfLarger((float2)(x, 0), room).x; }
#endif
