// Functions of one element, and of two that are broadcast.

kernel void fill(global float* out, int outAt, float value, int n) {
  int i = get_global_id(0);
  if (i < n) {
    out[outAt + i] = value;
  }
}

kernel void affine(
    global const float* x, int xAt, global float* out, int outAt, float scale, float shift, int n) {
  int i = get_global_id(0);
  if (i < n) {
    out[outAt + i] = scale * x[xAt + i] + shift;
  }
}

kernel void axpy(global float* out, int outAt, global const float* x, int xAt, float alpha, int n) {
  int i = get_global_id(0);
  if (i < n) {
    out[outAt + i] += alpha * x[xAt + i];
  }
}

#ifdef UNARY
float unary_NEG(float x) { return -x; }
float unary_ABS(float x) { return fabs(x); }
float unary_SQUARE(float x) { return x * x; }
float unary_SQRT(float x) { return sqrt(x); }
float unary_RECIPROCAL(float x) { return 1 / x; }
float unary_EXP(float x) { return exp(x); }
float unary_LOG(float x) { return log(x); }
float unary_SIN(float x) { return sin(x); }
float unary_COS(float x) { return cos(x); }
float unary_TANH(float x) { return tanh(x); }
float unary_SIGMOID(float x) { return sigmoid(x); }
float unary_ERF(float x) { return erf(x); }
float unary_RELU(float x) { return relu(x); }
float unary_SILU(float x) { return silu(x); }
float unary_GELU(float x) { return x * normalCdf(x); }
float unary_SIGN(float x) { return isnan(x) ? x : (x > 0) - (x < 0); }

kernel void unary(global const float* x, int xAt, global float* out, int outAt, int n) {
  int i = get_global_id(0);
  if (i < n) {
    out[outAt + i] = UNARY(x[xAt + i]);
  }
}
#endif

#ifdef BINARY
float binary_ADD(float a, float b) { return a + b; }
float binary_SUB(float a, float b) { return a - b; }
float binary_MUL(float a, float b) { return a * b; }
float binary_DIV(float a, float b) { return a / b; }
float binary_MAX(float a, float b) { return larger(a, b); }
float binary_MIN(float a, float b) { return -larger(-a, -b); }
// Java knows no 1 to the power of NaN or of an infinity.
float binary_POW(float a, float b) {
  return isnan(b) || (isinf(b) && fabs(a) == 1) ? NAN : pow(a, b);
}
float binary_GREATER_EQUAL(float a, float b) { return a >= b ? 1 : 0; }
float binary_EQUAL(float a, float b) { return a == b ? 1 : 0; }
float binary_RELU_GRAD(float g, float x) { return x > 0 ? g : 0; }
float binary_SILU_GRAD(float g, float x) { return g * siluSlope(x); }
float binary_GELU_GRAD(float g, float x) {
  return g * (normalCdf(x) + x * 0.39894228f * exp(-0.5f * x * x));
}

// Both operands advance by one step, 0 where one element is repeated.
kernel void binary(
    global const float* a,
    int aAt,
    global const float* b,
    int bAt,
    global float* out,
    int outAt,
    int aStep,
    int bStep,
    int n) {
  int i = get_global_id(0);
  if (i < n) {
    out[outAt + i] = BINARY(a[aAt + i * aStep], b[bAt + i * bStep]);
  }
}

// The nest has 6 extents, innermost first, and as many steps of a and of b.
kernel void broadcast(
    global const float* a,
    int aAt,
    global const float* b,
    int bAt,
    global float* out,
    int outAt,
    constant int* nest,
    int n) {
  int i = get_global_id(0);
  if (i < n) {
    int rest = i;
    int ia = aAt;
    int ib = bAt;
    for (int axis = 0; axis < 6; axis++) {
      int at = rest % nest[axis];
      rest /= nest[axis];
      ia += at * nest[6 + axis];
      ib += at * nest[12 + axis];
    }
    out[outAt + i] = BINARY(a[ia], b[ib]);
  }
}
#endif
