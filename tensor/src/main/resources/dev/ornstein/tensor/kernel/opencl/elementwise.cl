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

// unary_OP: out = RESULT, a function of x.
#define UNARY(OP, RESULT)                                                      \
  kernel void unary_##OP(                                                      \
      global const float* in, int inAt, global float* out, int outAt, int n) { \
    int i = get_global_id(0);                                                  \
    if (i < n) {                                                               \
      float x = in[inAt + i];                                                  \
      out[outAt + i] = RESULT;                                                 \
    }                                                                          \
  }

UNARY(NEG, -x)
UNARY(ABS, fabs(x))
UNARY(SQUARE, x * x)
UNARY(SQRT, sqrt(x))
UNARY(RECIPROCAL, 1 / x)
UNARY(EXP, exp(x))
UNARY(LOG, log(x))
UNARY(SIN, sin(x))
UNARY(COS, cos(x))
UNARY(TANH, tanh(x))
UNARY(SIGMOID, sigmoid(x))
UNARY(ERF, erf(x))
UNARY(RELU, relu(x))
UNARY(SILU, silu(x))
UNARY(GELU, x * normalCdf(x))
UNARY(SIGN, isnan(x) ? x : (x > 0) - (x < 0))

#define OPERANDS                                                                         \
  global const float *ofA, int aAt, global const float *ofB, int bAt, global float *out, \
      int outAt

// out = RESULT, a function of a and b. binary_OP: both operands advance by one step, 0 where one
// element is repeated. broadcast_OP: the nest has 6 extents, innermost first, and as many steps of a
// and of b.
#define BINARY(OP, RESULT)                                          \
  kernel void binary_##OP(OPERANDS, int aStep, int bStep, int n) {  \
    int i = get_global_id(0);                                       \
    if (i < n) {                                                    \
      float a = ofA[aAt + i * aStep];                               \
      float b = ofB[bAt + i * bStep];                               \
      out[outAt + i] = RESULT;                                      \
    }                                                               \
  }                                                                 \
  kernel void broadcast_##OP(OPERANDS, constant int* nest, int n) { \
    int i = get_global_id(0);                                       \
    if (i < n) {                                                    \
      int2 at = place(i, nest);                                     \
      float a = ofA[aAt + at.x];                                    \
      float b = ofB[bAt + at.y];                                    \
      out[outAt + i] = RESULT;                                      \
    }                                                               \
  }

// Where step i of a nest is in a and in b.
int2 place(int i, constant int* nest) {
  int2 at = 0;
  for (int axis = 0; axis < 6; axis++) {
    at += i % nest[axis] * (int2)(nest[6 + axis], nest[12 + axis]);
    i /= nest[axis];
  }
  return at;
}

BINARY(ADD, a + b)
BINARY(SUB, a - b)
BINARY(MUL, a * b)
BINARY(DIV, a / b)
BINARY(MAX, larger(a, b))
BINARY(MIN, -larger(-a, -b))
// Java knows no 1 to the power of NaN or of an infinity.
BINARY(POW, isnan(b) || (isinf(b) && fabs(a) == 1) ? NAN : pow(a, b))
BINARY(GREATER_EQUAL, a >= b ? 1 : 0)
BINARY(EQUAL, a == b ? 1 : 0)
BINARY(RELU_GRAD, b > 0 ? a : 0)
BINARY(SILU_GRAD, a * siluSlope(b))
BINARY(GELU_GRAD, a * (normalCdf(b) + b * 0.39894228f * exp(-0.5f * b * b)))
