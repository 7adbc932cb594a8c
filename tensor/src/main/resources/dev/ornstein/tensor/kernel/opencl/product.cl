// Matrix products C = A·B (m×n = m×k · k×n) whose operands are stored matrices or matrices that
// never exist: the patches of a convolution's images. What is multiplied is said by four functions:
//
//   rowA, rowC  where row i of A and of C begins
//   termAt      where term k of the sums is, in A and in B
//   columnAt    where column j is, in B and in C
//
// A[i, k] is at rowA + term.a, B[k, j] at term.b + column.b, C[i, j] at rowC + column.c. Patches lie
// on planes: where term.h + column.h or term.w + column.w is outside of a plane, B is 0.
//
// Each C[i, j] is one chain of fma with ascending k, whichever kernel computes it: the bits do not
// depend on tiles. A long sum may be cut into parts, each such a chain, that addParts adds in order.

// Where a chain begins.
#define NOTHING 0
#define RESULT 1  // C += A·B
#define BIAS 2

// The numbers of a product. Of a convolution, image, planes and positions are those of x (h×w) and
// y (p×q).
typedef struct {
  int m, n, k, strideA, strideB, strideC;
  int transA, transB;                          // of matrices
  int images, imageX, imageY, h, w, p, q;      // of a convolution, as are all that follow
  int r, s, stride, pad, dilation, step, skip;
} Shape;

// What is not known when this is compiled is one of the numbers. A convolution has all of its
// geometry here or there.
#ifndef TRANS_A
#define TRANS_A s.transA
#define TRANS_B s.transB
#endif
#ifdef R
#define PADDED (PAD > 0)
#define CUT (PAD > 0 || STRIDE > 1 || R > 1 || S > 1)
#else
#define PADDED 1
#define CUT 1
#define R s.r
#define S s.s
#define STRIDE s.stride
#define PAD s.pad
#define DILATION s.dilation
#define STEP s.step
#define SKIP s.skip
#endif

// One product of a batch: of one pair of matrices, or of one group of channels.
typedef struct {
  int a, b, c;                     // where the operands begin
  int n, k;                        // extents
  int phaseH, phaseW;              // of the input gradient, as are all that follow
  int top, left, height, width;    // positions
  int r, s, tapsR, tapsS;          // first taps and how many there are
} Place;

// The place of a term in the sum: k = (u·middle + v)·last + w.
typedef struct {
  int u, v, w;
} Index;

typedef struct {
  int a, b, h, w;
} Term;

typedef struct {
  int b, c, h, w;
} Column;

#ifdef GEMM
#define A_ALONG_K (!TRANS_A)
#define B_ALONG_K TRANS_B
#define MASKED 0
#define MIDDLE 1
#define LAST max(1, s.k)
#define SIZE_B INT_MAX

Place placeAt(Shape s, int z) {
  Place at = {z * s.strideA, z * s.strideB, z * s.strideC, s.n, s.k};
  return at;
}

int rowA(Shape s, int i) { return TRANS_A ? i : i * s.k; }
int rowC(Shape s, int i) { return i * s.n; }

Term termAt(Shape s, Place at, Index i) {
  Term t = {TRANS_A ? i.w * s.m : i.w, TRANS_B ? i.w : i.w * s.n, 0, 0};
  return t;
}

Column columnAt(Shape s, Place at, int j) {
  Column c = {TRANS_B ? j * s.k : j, j, 0, 0};
  return c;
}
#endif

#if defined(FORWARD) || defined(WEIGHT_GRAD)
// A tap (c, r, s) of the kernels, relative to a position (n, p, q) of y.
Term tapAt(Shape s, Index i) {
  int h = i.v * DILATION;
  int w = i.w * DILATION;
  Term t = {0, (i.u * s.h + h) * s.w + w, h, w};
  return t;
}

Column positionAt(Shape s, Index i) {
  int h = i.v * STRIDE - PAD;
  int w = i.w * STRIDE - PAD;
  Column c = {i.u * s.imageX + h * s.w + w, i.u * s.imageY + i.v * s.q + i.w, h, w};
  return c;
}

#define MASKED PADDED
#define PLANE_H s.h
#define PLANE_W s.w

Place placeAt(Shape s, int z) {
  Place at = {z * s.strideA, z * s.strideB, z * s.strideC, s.n, s.k};
  return at;
}
#endif

#ifdef FORWARD
// y (K × NPQ) = w (K × CRS) · patches of x (CRS × NPQ)
#define A_ALONG_K 1
#define B_ALONG_K 0
#define MIDDLE R
#define LAST S
#define SIZE_B (s.images * s.imageX)

int rowA(Shape s, int i) { return i * s.k; }
int rowC(Shape s, int i) { return i * s.p * s.q; }

Term termAt(Shape s, Place at, Index i) {
  Term t = tapAt(s, i);
  t.a = (i.u * R + i.v) * S + i.w;
  return t;
}

Column columnAt(Shape s, Place at, int j) {
  int pq = j % (s.p * s.q);
  Index i = {j / (s.p * s.q), pq / s.q, pq % s.q};
  return positionAt(s, i);
}
#endif

#ifdef WEIGHT_GRAD
// gw (K × CRS) = gy (K × NPQ) · patches of x, transposed (NPQ × CRS)
#define A_ALONG_K 1
#define B_ALONG_K 1
#define MIDDLE s.p
#define LAST s.q
#define SIZE_B (s.images * s.imageX)

int rowA(Shape s, int i) { return i * s.p * s.q; }
int rowC(Shape s, int i) { return i * s.n; }

Term termAt(Shape s, Place at, Index i) {
  Column position = positionAt(s, i);
  Term t = {position.c, position.b, position.h, position.w};
  return t;
}

Column columnAt(Shape s, Place at, int j) {
  Index i = {j / (R * S), j / S % R, j % S};
  Term tap = tapAt(s, i);
  Column c = {tap.b, j, tap.h, tap.w};
  return c;
}
#endif

#ifdef INPUT_GRAD
// gx (C × NHW) = wᵀ (C × KRS) · patches of gy (KRS × NHW). Tap r joins row h of x with row p of y
// where h + PAD = p·STRIDE + r·DILATION: rows of x with the same (h + PAD) % STRIDE, a phase, share
// their taps r, r + STEP, … and are a product of their own. (STEP · DILATION is the least common
// multiple of STRIDE and DILATION, and SKIP · STRIDE too.)
#define A_ALONG_K 1
#define B_ALONG_K 0
#define MASKED CUT
#define MIDDLE (STRIDE == 1 ? R : at.tapsR)
#define LAST (STRIDE == 1 ? S : at.tapsS)
#define PLANE_H s.p
#define PLANE_W s.q
#define SIZE_B (s.images * s.imageY)

// The first tap of a phase; as many as there are where no tap meets it.
int firstTap(Shape s, int phase, int taps) {
  for (int r = 0; r < STEP && r < taps; r++) {
    if (r * DILATION % STRIDE == phase) {
      return r;
    }
  }
  return taps;
}

// The number of multiples of STRIDE from `from` on that are below `to`.
int below(Shape s, int to) { return to <= 0 ? 0 : (to - 1) / STRIDE + 1; }

Place placeAt(Shape s, int z) {
  int phase = z % (STRIDE * STRIDE);
  z /= STRIDE * STRIDE;
  Place at = {z * s.strideA, z * s.strideB, z * s.strideC};
  at.phaseH = phase / STRIDE;
  at.phaseW = phase % STRIDE;
  at.top = below(s, PAD - at.phaseH);
  at.left = below(s, PAD - at.phaseW);
  at.height = below(s, s.h + PAD - at.phaseH) - at.top;
  at.width = below(s, s.w + PAD - at.phaseW) - at.left;
  at.r = firstTap(s, at.phaseH, R);
  at.s = firstTap(s, at.phaseW, S);
  at.tapsR = at.r < R ? (R - 1 - at.r) / STEP + 1 : 0;
  at.tapsS = at.s < S ? (S - 1 - at.s) / STEP + 1 : 0;
  at.n = s.images * at.height * at.width;
  at.k = s.k * at.tapsR * at.tapsS;
  at.tapsR = max(1, at.tapsR);  // nothing is divided by 0 where a phase is empty
  at.tapsS = max(1, at.tapsS);
  return at;
}

int rowA(Shape s, int i) { return i * R * S; }
int rowC(Shape s, int i) { return i * s.h * s.w; }

Term termAt(Shape s, Place at, Index i) {
  int h = -i.v * SKIP;
  int w = -i.w * SKIP;
  int r = at.r + i.v * STEP;
  Term t = {(i.u * s.m * R + r) * S + at.s + i.w * STEP, (i.u * s.p + h) * s.q + w, h, w};
  return t;
}

Column columnAt(Shape s, Place at, int j) {
  int width = max(1, at.width);
  int area = max(1, at.height) * width;
  int image = j / area;
  int y = at.top + j % area / width;
  int x = at.left + j % area % width;
  int h = y + (at.phaseH - at.r * DILATION) / STRIDE;
  int w = x + (at.phaseW - at.s * DILATION) / STRIDE;
  int to = (y * STRIDE + at.phaseH - PAD) * s.w + x * STRIDE + at.phaseW - PAD;
  Column c = {image * s.imageY + h * s.q + w, image * s.imageX + to, h, w};
  return c;
}
#endif

#ifdef MASKED
// The bias is there where the chains start with it.
#define OPERANDS                                                                            \
  global const float *a, int aAt, global const float *b, int bAt, global const float *bias, \
      int biasAt, global float *out, int outAt, int start, int parts, int partLength,       \
      int partSize, Shape s

Index indexOf(Shape s, Place at, int k) {
  Index i = {k / (MIDDLE * LAST), k / LAST % MIDDLE, k % LAST};
  return i;
}

Index next(Shape s, Place at, Index i) {
  i.w++;
  if (i.w == LAST) {
    i.w = 0;
    i.v++;
    if (i.v == MIDDLE) {
      i.v = 0;
      i.u++;
    }
  }
  return i;
}

Term termOf(Shape s, Place at, int k) { return termAt(s, at, indexOf(s, at, k)); }

// Beyond the last column it is repeated: what is computed there is not stored.
Column clampedColumn(Shape s, Place at, int j) { return columnAt(s, at, max(0, min(j, at.n - 1))); }

// Whether a patch has an element of a plane there.
bool inside(Shape s, Term t, Column c) {
#if MASKED
  int h = t.h + c.h;
  int w = t.w + c.w;
  return h >= 0 && h < PLANE_H && w >= 0 && w < PLANE_W;
#else
  return true;
#endif
}

// What the chain of C[i, j] begins with.
#define BEGIN(i, column)                            \
  (start == BIAS     ? bias[biasAt + z * s.m + (i)] \
   : start == RESULT ? out[rowC(s, i) + (column)]   \
                     : 0)
#endif

#ifdef PLAIN
// One work item per element of C: for few rows or columns.
kernel void plain(OPERANDS, int count) {
  int id = get_global_id(0);
  int j = id % s.n;
  int i = id / s.n % s.m;
  int part = id / s.n / s.m % parts;
  int z = id / s.n / s.m / parts;
  Place at = placeAt(s, z);
  if (id < count && j < at.n) {
    a += aAt + at.a + rowA(s, i);
    b += bAt + at.b;
    out += outAt + at.c + part * partSize;
    Column column = columnAt(s, at, j);
    float sum = BEGIN(i, column.c);
    int from = part * partLength;
    int end = min(at.k, from + partLength);
    Index index = indexOf(s, at, from);
    for (int term = from; term < end; term++) {
      Term t = termAt(s, at, index);
      sum = fma(a[t.a], inside(s, t, column) ? b[t.b + column.b] : 0, sum);
      index = next(s, at, index);
    }
    out[rowC(s, i) + column.c] = sum;
  }
}
#endif

#ifdef ADD_PARTS
// The parts of every sum, added in order.
kernel void addParts(
    global const float *sums,
    global const float *bias,
    int biasAt,
    global float *out,
    int outAt,
    int start,
    int parts,
    int partSize,
    int channels,
    int area) {
  int i = get_global_id(0);
  if (i < partSize) {
    float sum = start == BIAS     ? bias[biasAt + i / area % channels]
                : start == RESULT ? out[outAt + i]
                                  : 0;
    for (int part = 0; part < parts; part++) {
      sum += sums[part * partSize + i];
    }
    out[outAt + i] = sum;
  }
}
#endif
