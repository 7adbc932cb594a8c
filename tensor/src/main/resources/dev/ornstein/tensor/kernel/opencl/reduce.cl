// Reductions of the middle axis of (outer, reduced, inner), in as many passes as it takes. What a
// pass hands to the next is a pair of floats for each part: of sums the sum as floats give it and
// what was lost by rounding, which together are nearly as exact as a double; of maxima only the
// first counts.

// a + b, and what the rounding of it loses (Knuth, The Art of Computer Programming, 4.2.2)
float2 exactSum(float a, float b) {
  float sum = a + b;
  float ofB = sum - a;
  return (float2)(sum, (a - (sum - ofB)) + (b - ofB));
}

#ifdef REDUCE_MAX
#define NOTHING (float2)(-INFINITY, 0)
float2 join(float2 a, float2 b) { return (float2)(larger(a.x, b.x), 0); }
float2 element(float x) { return (float2)(x, 0); }
float result(float2 a) { return a.x; }
#else
#define NOTHING (float2)(0, 0)
float2 join(float2 a, float2 b) {
  float2 s = exactSum(a.x, b.x);
  return (float2)(s.x, a.y + b.y + s.y);
}
// Where a sum is infinite or NaN, what was lost is NaN.
float result(float2 a) { return isfinite(a.x) ? a.x + a.y : a.x; }
#ifdef REDUCE_SUM_OF_SQUARES
float2 element(float x) {
  float square = x * x;
  return (float2)(square, fma(x, x, -square));
}
#else
float2 element(float x) { return (float2)(x, 0); }
#endif
#endif

// out (outer, parts, inner): part p of the reduced axis is its elements p, p + parts, …, so that
// neighbouring work items read neighbouring elements whatever the inner extent is.
#define PASS(NAME, OUT, IN)                                                        \
  kernel void NAME(OUT##_OUT, IN##_IN, int reduced, int inner, int parts, int n) { \
    int i = get_global_id(0);                                                      \
    if (i < n) {                                                                   \
      int step = parts * inner;                                                    \
      int at = i / step * reduced * inner + i % step;                              \
      float2 sum = NOTHING;                                                        \
      for (int r = i % step / inner; r < reduced; r += parts) {                    \
        sum = join(sum, IN##_GET(at));                                             \
        at += step;                                                                \
      }                                                                            \
      OUT##_PUT(i, sum);                                                           \
    }                                                                              \
  }

#define TENSOR_IN global const float* x, int xAt
#define TENSOR_GET(i) element(x[xAt + (i)])
#define PAIRS_IN global const float2* x
#define PAIRS_GET(i) x[i]
#define TENSOR_OUT global float* out, int outAt
#define TENSOR_PUT(i, pair) out[outAt + (i)] = result(pair)
#define PAIRS_OUT global float2* out
#define PAIRS_PUT(i, pair) out[i] = pair

PASS(firstAndLast, TENSOR, TENSOR)
PASS(first, PAIRS, TENSOR)
PASS(next, PAIRS, PAIRS)
PASS(last, TENSOR, PAIRS)
