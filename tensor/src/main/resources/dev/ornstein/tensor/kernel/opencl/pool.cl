// Pooling windows of H×W planes: P×Q windows of size×size, stride apart.

// The first of the largest elements of each window, or the first NaN when there is one.
kernel void maxPool(
    global float* y,
    int yAt,
    global float* argmax,
    int argmaxAt,
    global const float* x,
    int xAt,
    int H,
    int W,
    int P,
    int Q,
    int size,
    int stride,
    int n) {
  int i = get_global_id(0);
  if (i < n) {
    int plane = xAt + i / (P * Q) * H * W;
    int corner = i / Q % P * stride * W + i % Q * stride;
    int best = corner;
    float leader = x[plane + corner];
    for (int h = 0; h < size; h++) {
      for (int w = 0; w < size; w++) {
        int at = corner + h * W + w;
        float rival = x[plane + at];
        if (rival > leader || (isnan(rival) && !isnan(leader))) {
          best = at;
          leader = rival;
        }
      }
    }
    argmax[argmaxAt + i] = best;
    y[yAt + i] = leader;
  }
}

kernel void maxPoolGather(
    global float* y,
    int yAt,
    global const float* x,
    int xAt,
    global const float* argmax,
    int argmaxAt,
    int imageArea,
    int windows,
    int n) {
  int i = get_global_id(0);
  if (i < n) {
    y[yAt + i] = x[xAt + i / windows * imageArea + (int)argmax[argmaxAt + i]];
  }
}

kernel void avgPool(
    global float* y,
    int yAt,
    global const float* x,
    int xAt,
    int H,
    int W,
    int P,
    int Q,
    int size,
    int stride,
    float share,
    int n) {
  int i = get_global_id(0);
  if (i < n) {
    int corner = xAt + i / (P * Q) * H * W + i / Q % P * stride * W + i % Q * stride;
    float sum = 0;
    for (int h = 0; h < size; h++) {
      for (int w = 0; w < size; w++) {
        sum += x[corner + h * W + w];
      }
    }
    y[yAt + i] = sum * share;
  }
}

// The first of the windows along an axis that reach position at, and the last of `windows` that
// begin no later.
int firstWindow(int at, int size, int stride) { return max(0, (at - size + stride) / stride); }
int lastWindow(int at, int windows, int stride) { return min(windows - 1, at / stride); }

// Each element of the image looks for what it gets from the windows that contain it, in their
// order: a share of the gradient of each, or with ARGMAX all of it where it was the largest.
kernel void poolGrad(
    global float* gx,
    int gxAt,
    global const float* gy,
    int gyAt,
#ifdef ARGMAX
    global const float* argmax,
    int argmaxAt,
#endif
    int H,
    int W,
    int P,
    int Q,
    int size,
    int stride,
    float share,
    int n) {
  int i = get_global_id(0);
  if (i < n) {
    int place = i % (H * W);
    int windows = i / (H * W) * P * Q;
    int lastP = lastWindow(place / W, P, stride);
    int firstQ = firstWindow(place % W, size, stride);
    int lastQ = lastWindow(place % W, Q, stride);
    float sum = 0;
    for (int p = firstWindow(place / W, size, stride); p <= lastP; p++) {
      for (int q = firstQ; q <= lastQ; q++) {
        int window = windows + p * Q + q;
#ifdef ARGMAX
        sum += argmax[argmaxAt + window] == place ? gy[gyAt + window] : 0;
#else
        sum += gy[gyAt + window] * share;
#endif
      }
    }
    gx[gxAt + i] = sum;
  }
}
