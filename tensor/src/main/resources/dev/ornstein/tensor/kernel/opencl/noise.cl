// Random numbers from counters: Philox 4×32-10 and the transformations of its words, as the classes
// Philox and Deviates define them, operation by operation, so that the bits are the same. For
// devices that compute in double, where + − × ÷ and √ are rounded correctly.

// Block number `block` of the sequence of a sample with these four root words.
uint4 philox(ulong block, global const int* root) {
  uint4 c = (uint4)((uint)block, (uint)(block >> 32), root[2], root[3]);
  uint2 key = (uint2)(root[0], root[1]);
  for (int round = 0; round < 10; round++) {
    uint high0 = mul_hi(0xD2511F53u, c.x);
    uint low0 = 0xD2511F53u * c.x;
    uint high1 = mul_hi(0xCD9E8D57u, c.z);
    uint low1 = 0xCD9E8D57u * c.z;
    c = (uint4)(high1 ^ c.y ^ key.x, low1, high0 ^ c.w ^ key.y, low0);
    key += (uint2)(0x9E3779B9u, 0xBB67AE85u);
  }
  return c;
}

// ln x
double logarithm(double x) {
  long bits = as_long(x);
  long shifted = bits - 0x3FE6A09E667F3BCDL;
  int e = (int)(shifted >> 52);
  double m = as_double(bits - ((long)e << 52));
  double z = (m - 1) / (m + 1);
  double zz = z * z;
  double series =
      1 + zz * (1 / 3.0 + zz * (0.2 + zz * (1 / 7.0 + zz * (1 / 9.0 + zz * (1 / 11.0 + zz / 13)))));
  return e * 0x1.62e42fefa39efp-1 + 2 * z * series;
}

// sin x for |x| ≤ π/4
double sine(double x) {
  double xx = x * x;
  double tail = 1 / 362880.0 + xx * (-1 / 39916800.0 + xx / 6227020800.0);
  return x * (1 + xx * (-1 / 6.0 + xx * (1 / 120.0 + xx * (-1 / 5040.0 + xx * tail))));
}

// cos x for |x| ≤ π/4
double cosine(double x) {
  double xx = x * x;
  double tail = 1 / 40320.0 + xx * (-1 / 3628800.0 + xx / 479001600.0);
  return 1 + xx * (-1 / 2.0 + xx * (1 / 24.0 + xx * (-1 / 720.0 + xx * tail)));
}

// Two standard normal numbers.
float2 normalPair(uint first, uint second) {
  double radius = sqrt(-2 * logarithm((first + 0.5) * 0x1p-32));
  double angle = ((int)(second & 0x3FFFFFFF) - 0x1p29 + 0.5) * (0x1.921fb54442d18p0 * 0x1p-30);
  double sign = second >> 31 ? -1 : 1;
  float a = (float)(radius * sign * cosine(angle));
  float b = (float)(radius * sine(angle));
  return second >> 30 & 1 ? (float2)(b, a) : (float2)(a, b);
}

// lo + span·(upper 24 bits), kept below the end of the interval, to which it may be rounded.
float uniformNumber(uint word, double lo, double span, float last) {
  float value = (float)(lo + span * (word >> 8));
  return value <= last ? value : last;
}

// A work item for each block of four words, `blocks` of them for each sample of `elements`; the
// first block of a sample has the number (firstHigh, firstLow).
#ifdef UNIFORM
kernel void uniformNumbers(
    global float* out,
    int outAt,
    double lo,
    double span,
    float last,
#else
kernel void normalNumbers(
    global float* out,
    int outAt,
#endif
    global const int* roots,
    int firstLow,
    int firstHigh,
    int elements,
    int blocks,
    int n) {
  int i = get_global_id(0);
  if (i < n) {
    int sample = i / blocks;
    int b = i % blocks;
    ulong first = (ulong)(uint)firstHigh << 32 | (uint)firstLow;
    uint4 words = philox(first + b, roots + 4 * sample);
    float4 x;
#ifdef UNIFORM
    x.x = uniformNumber(words.x, lo, span, last);
    x.y = uniformNumber(words.y, lo, span, last);
    x.z = uniformNumber(words.z, lo, span, last);
    x.w = uniformNumber(words.w, lo, span, last);
#else
    x.xy = normalPair(words.x, words.y);
    x.zw = normalPair(words.z, words.w);
#endif
    global float* to = out + outAt + sample * elements + 4 * b;
    int count = elements - 4 * b;
    if (count >= 4) {
      vstore4(x, 0, to);
    } else {
      to[0] = x.x;
      if (count > 1) {
        to[1] = x.y;
      }
      if (count > 2) {
        to[2] = x.z;
      }
    }
  }
}
