// Discrete Fourier transforms by their definition, one axis after the other. Images are small: a
// sum over a row or a column is short, and every work item has one to itself. Complex numbers are
// pairs of floats; the turns of an axis of n are e^(2πi·k/n) for k = 0 … n − 1, as pairs.

// z·e^(±2πi·k/n) added to a sum, with the sign in `sign`.
float2 addTurned(float2 sum, float2 z, float2 turn, float sign) {
  float s = sign * turn.y;
  return (float2)(
      fma(z.x, turn.x, fma(-z.y, s, sum.x)), fma(z.x, s, fma(z.y, turn.x, sum.y)));
}

// Rows of `width` real numbers to `cols` pairs of their spectra each, Σ_j x[j]·e^(−2πi·v·j/width).
kernel void spectraOfRows(
    global float* out,
    int outAt,
    global const float* x,
    int xAt,
    global const float* turns,
    int width,
    int cols,
    int n) {
  int i = get_global_id(0);
  if (i < n) {
    int v = i % cols;
    int row = xAt + i / cols * width;
    float2 sum = 0;
    int k = 0; // v·j modulo the width
    for (int j = 0; j < width; j++) {
      float2 turn = vload2(k, turns);
      sum.x = fma(x[row + j], turn.x, sum.x);
      sum.y = fma(x[row + j], -turn.y, sum.y);
      k += v;
      k -= k >= width ? width : 0;
    }
    vstore2(sum, i, out + outAt);
  }
}

// The middle axis of pairs (outer, length, inner): Σ_j x[o, j, i]·e^(sign·2πi·f·j/length), times a
// scale. With TRANSFER this is the spectrum of images along their columns, half of it, and each
// frequency is multiplied by its factor besides: images of `width` columns, image m with the
// functions m / shared, beginning again after `functions` of them.
kernel void transform(
    global float* out,
    int outAt,
    global const float* x,
    int xAt,
#ifdef TRANSFER
    global const float* transfer,
    int transferAt,
    int width,
    int firstImage,
    int shared,
    int functions,
#endif
    global const float* turns,
    int length,
    int inner,
    float sign,
    float scale,
    int n) {
  int i = get_global_id(0);
  if (i < n) {
    int column = i % inner;
    int f = i / inner % length;
    int outer = i / inner / length;
    int at = outer * length * inner + column;
    float2 sum = 0;
    int k = 0; // f·j modulo the length
    for (int j = 0; j < length; j++) {
      sum = addTurned(sum, vload2(at, x + xAt), vload2(k, turns), sign);
      at += inner;
      k += f;
      k -= k >= length ? length : 0;
    }
#ifdef TRANSFER
    int function = (firstImage + outer) / shared % functions;
    scale *= transfer[transferAt + (function * length + f) * width + column];
#endif
    vstore2(sum * scale, i, out + outAt);
  }
}

// Rows of half spectra, v = 0 … ⌊width/2⌋, to rows of `width` real numbers, times a scale. The
// other half is the mirror image: it doubles what is not its own mirror image.
kernel void rowsOfSpectra(
    global float* out,
    int outAt,
    global const float* x,
    int xAt,
    global const float* turns,
    int width,
    float scale,
    int n) {
  int i = get_global_id(0);
  if (i < n) {
    int j = i % width;
    global const float* row = x + xAt + i / width * 2 * (width / 2 + 1);
    float sum = 0;
    int k = j; // v·j modulo the width
    for (int v = 1; 2 * v < width; v++) {
      float2 z = vload2(v, row);
      float2 turn = vload2(k, turns);
      sum = fma(z.x, turn.x, fma(-z.y, turn.y, sum));
      k += j;
      k -= k >= width ? width : 0;
    }
    sum = row[0] + 2 * sum;
    if (width % 2 == 0) {
      sum += j % 2 == 0 ? row[width] : -row[width];
    }
    out[outAt + i] = sum * scale;
  }
}
