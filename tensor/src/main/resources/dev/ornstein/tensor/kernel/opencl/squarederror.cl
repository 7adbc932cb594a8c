// The mean squared error of rows and its gradient; a team takes a row.

kernel void meanSquaredError(
    global const float* a,
    int aAt,
    global const float* b,
    int bAt,
    global float* y,
    int yAt,
    int rows,
    int cols) {
  local float2 room[GROUP];
  int row = teamRow();
  int n = row < rows ? cols : 0;
  a += aAt + row * cols;
  b += bAt + row * cols;
  float2 sum = 0;
  for (int i = lane(); i < n; i += TEAM) {
    float d = a[i] - b[i];
    sum = plus(sum, d * d);
  }
  float all = teamSum(sum, room);
  if (row < rows && lane() == 0) {
    y[yAt + row] = all / cols;
  }
}

// twice is 2 / cols.
kernel void meanSquaredErrorGrad(
    global const float* gy,
    int gyAt,
    global const float* a,
    int aAt,
    global const float* b,
    int bAt,
    global float* ga,
    int gaAt,
    float twice,
    int rows,
    int cols) {
  int row = teamRow();
  if (row < rows) {
    float slope = gy[gyAt + row] * twice;
    int from = row * cols;
    for (int i = from + lane(); i < from + cols; i += TEAM) {
      ga[gaAt + i] = slope * (a[aAt + i] - b[bAt + i]);
    }
  }
}
