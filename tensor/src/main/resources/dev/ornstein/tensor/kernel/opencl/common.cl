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
