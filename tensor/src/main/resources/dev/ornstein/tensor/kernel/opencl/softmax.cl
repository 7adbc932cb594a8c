// Softmax, its gradient and log-sum-exp; a team takes a row.

float rowMax(global const float* x, int n, local float2* room) {
  float top = -INFINITY;
  for (int i = lane(); i < n; i += TEAM) {
    top = larger(top, x[i]);
  }
  return teamMax(top, room);
}

// y holds the exponentials until their sum is known.
kernel void softmax(
    global const float* x, int xAt, global float* y, int yAt, int rows, int cols) {
  local float2 room[GROUP];
  int row = teamRow();
  int n = row < rows ? cols : 0;
  x += xAt + row * cols;
  y += yAt + row * cols;
  float top = rowMax(x, n, room);
  float2 sum = 0;
  for (int i = lane(); i < n; i += TEAM) {
    float e = exp(x[i] - top);
    y[i] = e;
    sum = plus(sum, e);
  }
  float share = 1 / teamSum(sum, room);
  for (int i = lane(); i < n; i += TEAM) {
    y[i] *= share;
  }
}

kernel void softmaxGrad(
    global const float* y,
    int yAt,
    global const float* gy,
    int gyAt,
    global float* gx,
    int gxAt,
    int rows,
    int cols) {
  local float2 room[GROUP];
  int row = teamRow();
  int n = row < rows ? cols : 0;
  y += yAt + row * cols;
  gy += gyAt + row * cols;
  gx += gxAt + row * cols;
  float2 sum = 0;
  for (int i = lane(); i < n; i += TEAM) {
    sum = plus(sum, gy[i] * y[i]);
  }
  float dot = teamSum(sum, room);
  for (int i = lane(); i < n; i += TEAM) {
    gx[i] = y[i] * (gy[i] - dot);
  }
}

kernel void logSumExp(
    global const float* x, int xAt, global float* y, int yAt, int rows, int cols) {
  local float2 room[GROUP];
  int row = teamRow();
  int n = row < rows ? cols : 0;
  x += xAt + row * cols;
  float top = rowMax(x, n, room);
  float2 sum = 0;
  for (int i = lane(); i < n; i += TEAM) {
    sum = plus(sum, exp(x[i] - top));
  }
  float all = teamSum(sum, room);
  if (row < rows && lane() == 0) {
    y[yAt + row] = isinf(top) ? top : top + log(all); // ∞ − ∞ has made the sum NaN
  }
}
