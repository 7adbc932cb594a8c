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

// A number for each parameter of the definitions. Of a convolution, image, planes and positions are
// those of x (h×w) and y (p×q).
#define SHAPE                                                                                     \
  int m, int n, int k, int strideA, int strideB, int strideC, int images, int imageX, int imageY, \
      int h, int w, int p, int q

typedef struct {
  int m, n, k, strideA, strideB, strideC, images, imageX, imageY, h, w, p, q;
} Shape;

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

#define MASKED (PAD > 0)
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
#define MASKED (PAD > 0 || STRIDE > 1 || R > 1 || S > 1)
#define MIDDLE (STRIDE == 1 ? R : at.tapsR)
#define LAST (STRIDE == 1 ? S : at.tapsS)
#define PLANE_H s.p
#define PLANE_W s.q
#define SIZE_B (s.images * s.imageY)

// The first tap of a phase; as many as there are where no tap meets it.
int firstTap(int phase, int taps) {
  for (int r = 0; r < STEP && r < taps; r++) {
    if (r * DILATION % STRIDE == phase) {
      return r;
    }
  }
  return taps;
}

// The number of multiples of STRIDE from `from` on that are below `to`.
int below(int to) { return to <= 0 ? 0 : (to - 1) / STRIDE + 1; }

Place placeAt(Shape s, int z) {
  int phase = z % (STRIDE * STRIDE);
  z /= STRIDE * STRIDE;
  Place at = {z * s.strideA, z * s.strideB, z * s.strideC};
  at.phaseH = phase / STRIDE;
  at.phaseW = phase % STRIDE;
  at.top = below(PAD - at.phaseH);
  at.left = below(PAD - at.phaseW);
  at.height = below(s.h + PAD - at.phaseH) - at.top;
  at.width = below(s.w + PAD - at.phaseW) - at.left;
  at.r = firstTap(at.phaseH, R);
  at.s = firstTap(at.phaseW, S);
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
#define OPERANDS                                                                 \
  global const float *a, int aAt, global const float *b, int bAt, BIAS_OPERAND \
      global float *out, int outAt, int parts, int partLength, int partSize, SHAPE

#define SHAPE_OF_OPERANDS \
  { m, n, k, strideA, strideB, strideC, images, imageX, imageY, h, w, p, q }

#if START == BIAS
#define BIAS_OPERAND global const float *bias, int biasAt,
#else
#define BIAS_OPERAND
#endif

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
#if START == BIAS
#define BEGIN(i, column) bias[biasAt + z * s.m + (i)]
#elif START == RESULT
#define BEGIN(i, column) out[rowC(s, i) + (column)]
#else
#define BEGIN(i, column) 0
#endif
#endif

#ifdef PLAIN
// One work item per element of C: for few rows or columns.
kernel void plain(OPERANDS, int count) {
  Shape s = SHAPE_OF_OPERANDS;
  int id = get_global_id(0);
  int j = id % n;
  int i = id / n % m;
  int part = id / n / m % parts;
  int z = id / n / m / parts;
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

#ifdef TILED
// A group of work items computes TILE_M×TILE_N elements, each of them ROWS×COLUMNS in registers.
// TILE_K rows of A (transposed) and B at a time are in local memory; the next ones are fetched to
// registers meanwhile. Work items and elements are joined so that neighbours read neighbours, and
// local memory is read four numbers at a time.
#define ACROSS (TILE_N / COLUMNS)
#define ITEMS (TILE_M / ROWS * ACROSS)
#define LOADS_A (TILE_M * TILE_K / ITEMS)
#define LOADS_B (TILE_N * TILE_K / ITEMS)
#define OWN_COLUMNS (TILE_N > ITEMS ? TILE_N / ITEMS : 1)
// Rows of a tile end in numbers that are not used: columns are written to different banks.
#define PITCH_A (TILE_M + 4)
#define PITCH_B (TILE_N + 4)
// Row and column of the tile, of those that one work item computes.
#define ROW(r) ((r) / 4 * (TILE_M / ROWS * 4) + t / ACROSS * 4 + (r) % 4)
#define COLUMN(c) ((c) / 4 * (ACROSS * 4) + t % ACROSS * 4 + (c) % 4)

// Which element of a tile the load of a number is, where loads go along the sum and across it.
#define ALONG_K(l) (t % TILE_K)
#define ACROSS_K(l) (t / TILE_K + (l) * (ITEMS / TILE_K))
#define K_OF(l, extent) ((t + (l)*ITEMS) / (extent))
#define OTHER_OF(l, extent) ((t + (l)*ITEMS) % (extent))

void fetchA(
    float *to, global const float *a, Shape s, Place at, int i0, int k0, int end, int t) {
#if A_ALONG_K
  int k = k0 + ALONG_K(0);
  int term = termOf(s, at, k).a;
#pragma unroll
  for (int l = 0; l < LOADS_A; l++) {
    int i = min(i0 + ACROSS_K(l), s.m - 1);
    to[l] = k < end ? a[rowA(s, i) + term] : 0;
  }
#else
#pragma unroll
  for (int l = 0; l < LOADS_A; l++) {
    int i = min(i0 + OTHER_OF(l, TILE_M), s.m - 1);
    int k = k0 + K_OF(l, TILE_M);
    to[l] = k < end ? a[rowA(s, i) + termOf(s, at, k).a] : 0;
  }
#endif
}

void fetchB(
    float *to,
    global const float *b,
    Shape s,
    Place at,
    const Column *own,
    int j0,
    int k0,
    int end,
    int t) {
#if B_ALONG_K
  int k = k0 + ALONG_K(0);
  Term term = termOf(s, at, k);
#pragma unroll
  for (int l = 0; l < LOADS_B; l++) {
    Column column = clampedColumn(s, at, j0 + ACROSS_K(l));
    to[l] = k < end && inside(s, term, column) ? b[term.b + column.b] : 0;
  }
#else
#pragma unroll
  for (int l = 0; l < LOADS_B; l++) {
    int k = k0 + K_OF(l, TILE_N);
    Term term = termOf(s, at, k);
    Column column = own[l % OWN_COLUMNS];
    to[l] = k < end && inside(s, term, column) ? b[term.b + column.b] : 0;
  }
#endif
}

kernel __attribute__((reqd_work_group_size(ITEMS, 1, 1))) void tiled(
    OPERANDS, int tilesM, int tilesN) {
  local float4 tileA[TILE_K * PITCH_A / 4];
  local float4 tileB[TILE_K * PITCH_B / 4];
  Shape s = SHAPE_OF_OPERANDS;
  int t = get_local_id(0);
  int group = get_group_id(0);
  int j0 = group % tilesN * TILE_N;
  int i0 = group / tilesN % tilesM * TILE_M;
  int part = group / tilesN / tilesM % parts;
  int z = group / tilesN / tilesM / parts;
  Place at = placeAt(s, z);
  a += aAt + at.a;
  b += bAt + at.b;
  out += outAt + at.c + part * partSize;
  int from = part * partLength;
  int end = min(at.k, from + partLength);

  Column own[OWN_COLUMNS];
  for (int l = 0; l < OWN_COLUMNS; l++) {
    own[l] = clampedColumn(s, at, j0 + OTHER_OF(l, TILE_N));
  }
  int to[COLUMNS];
  float sums[ROWS][COLUMNS];
#pragma unroll
  for (int c = 0; c < COLUMNS; c++) {
    to[c] = clampedColumn(s, at, j0 + COLUMN(c)).c;
#pragma unroll
    for (int r = 0; r < ROWS; r++) {
      sums[r][c] = BEGIN(min(i0 + ROW(r), m - 1), to[c]);
    }
  }

  float nextA[LOADS_A];
  float nextB[LOADS_B];
  fetchA(nextA, a, s, at, i0, from, end, t);
  fetchB(nextB, b, s, at, own, j0, from, end, t);
  for (int k0 = from; k0 < end; k0 += TILE_K) {
    barrier(CLK_LOCAL_MEM_FENCE);
#pragma unroll
    for (int l = 0; l < LOADS_A; l++) {
#if A_ALONG_K
      ((local float *)tileA)[ALONG_K(l) * PITCH_A + ACROSS_K(l)] = nextA[l];
#else
      ((local float *)tileA)[K_OF(l, TILE_M) * PITCH_A + OTHER_OF(l, TILE_M)] = nextA[l];
#endif
    }
#pragma unroll
    for (int l = 0; l < LOADS_B; l++) {
#if B_ALONG_K
      ((local float *)tileB)[ALONG_K(l) * PITCH_B + ACROSS_K(l)] = nextB[l];
#else
      ((local float *)tileB)[K_OF(l, TILE_N) * PITCH_B + OTHER_OF(l, TILE_N)] = nextB[l];
#endif
    }
    barrier(CLK_LOCAL_MEM_FENCE);
    fetchA(nextA, a, s, at, i0, k0 + TILE_K, end, t);
    fetchB(nextB, b, s, at, own, j0, k0 + TILE_K, end, t);
#pragma unroll 4
    for (int kk = 0; kk < TILE_K; kk++) {
      float column[ROWS];
      float row[COLUMNS];
#pragma unroll
      for (int r = 0; r < ROWS; r += 4) {
        vstore4(tileA[(kk * PITCH_A + ROW(r)) / 4], 0, column + r);
      }
#pragma unroll
      for (int c = 0; c < COLUMNS; c += 4) {
        vstore4(tileB[(kk * PITCH_B + COLUMN(c)) / 4], 0, row + c);
      }
#pragma unroll
      for (int r = 0; r < ROWS; r++) {
#pragma unroll
        for (int c = 0; c < COLUMNS; c++) {
          sums[r][c] = fma(column[r], row[c], sums[r][c]);
        }
      }
    }
  }

#pragma unroll
  for (int r = 0; r < ROWS; r++) {
    int i = i0 + ROW(r);
#pragma unroll
    for (int c = 0; c < COLUMNS; c++) {
      if (i < m && j0 + COLUMN(c) < at.n) {
        out[rowC(s, i) + to[c]] = sums[r][c];
      }
    }
  }
}
#endif

#ifdef BLOCKS
// Term t of 16 columns; `beside` says that they are neighbours in b, which has `size` elements.
float16 rowOfB(
    global const float *b, int size, Shape s, Term t, int16 cb, int16 ch, int16 cw, bool beside) {
#if MASKED
  int16 h = t.h + ch;
  int16 w = t.w + cw;
  int16 in = h >= 0 && h < PLANE_H && w >= 0 && w < PLANE_W;
#else
  int16 in = -1;
#endif
  int first = t.b + cb.s0;
  if (beside && first >= 0 && first <= size - 16) {
    return select((float16)0, vload16(0, b + first), in);
  }
  int at[16];
  int there[16];
  float row[16];
  vstore16(t.b + cb, 0, at);
  vstore16(in, 0, there);
  for (int c = 0; c < 16; c++) {
    row[c] = there[c] ? b[at[c]] : 0;
  }
  return vload16(0, row);
}

// For processors, without barriers: a work item computes 16 columns of TILE_M rows, ROWS of them at
// a time in vectors. It collects TILE_K rows of B once for all of them.
kernel __attribute__((reqd_work_group_size(1, 1, 1))) void blocks(
    OPERANDS, int tilesM, int tilesN) {
  Shape s = SHAPE_OF_OPERANDS;
  int group = get_group_id(0);
  int j0 = group % tilesN * 16;
  int i0 = group / tilesN % tilesM * TILE_M;
  int part = group / tilesN / tilesM % parts;
  int z = group / tilesN / tilesM / parts;
  Place at = placeAt(s, z);
  int columns = min(16, at.n - j0);
  if (columns <= 0) {
    return;
  }
  a += aAt + at.a;
  b += bAt + at.b;
  out += outAt + at.c + part * partSize;
  int from = part * partLength;
  int end = min(at.k, from + partLength);

  int b16[16], h16[16], w16[16], to[16];
  bool besideB = true;
  bool besideC = columns == 16;
  for (int c = 0; c < 16; c++) {
    Column column = clampedColumn(s, at, j0 + c);
    b16[c] = column.b;
    h16[c] = column.h;
    w16[c] = column.w;
    to[c] = column.c;
    besideB = besideB && b16[c] == b16[0] + c;
    besideC = besideC && to[c] == to[0] + c;
  }
  int16 cb = vload16(0, b16);
  int16 ch = vload16(0, h16);
  int16 cw = vload16(0, w16);

  float16 rows[TILE_K];
  int terms[TILE_K];
  int k0 = from;
  do {
    int depth = min(TILE_K, end - k0);
    Index index = indexOf(s, at, k0);
    for (int kk = 0; kk < depth; kk++) {
      Term t = termAt(s, at, index);
      index = next(s, at, index);
      terms[kk] = t.a;
      rows[kk] = rowOfB(b, SIZE_B - at.b, s, t, cb, ch, cw, besideB);
    }
    for (int i = i0; i < min(m, i0 + TILE_M); i += ROWS) {
      float16 sums[ROWS];
      int row[ROWS];
#pragma unroll
      for (int r = 0; r < ROWS; r++) {
        int own = min(i + r, m - 1);  // beyond the last row it is repeated, and not stored
        row[r] = rowA(s, own);
        global const float *c = out + rowC(s, own);
        if (k0 == from && START != RESULT) {
          sums[r] = BEGIN(own, 0);
        } else if (besideC) {
          sums[r] = vload16(0, c + to[0]);
        } else {
          float16 v = (float16)(
              c[to[0]], c[to[1]], c[to[2]], c[to[3]], c[to[4]], c[to[5]], c[to[6]], c[to[7]],
              c[to[8]], c[to[9]], c[to[10]], c[to[11]], c[to[12]], c[to[13]], c[to[14]],
              c[to[15]]);
          sums[r] = v;
        }
      }
      for (int kk = 0; kk < depth; kk++) {
        global const float *column = a + terms[kk];
#pragma unroll
        for (int r = 0; r < ROWS; r++) {
          sums[r] = fma((float16)column[row[r]], rows[kk], sums[r]);
        }
      }
#pragma unroll
      for (int r = 0; r < ROWS; r++) {
        if (i + r < m) {
          global float *c = out + rowC(s, i + r);
          if (besideC) {
            vstore16(sums[r], 0, c + to[0]);
          } else {
            float v[16];
            vstore16(sums[r], 0, v);
            for (int l = 0; l < columns; l++) {
              c[to[l]] = v[l];
            }
          }
        }
      }
    }
    k0 += TILE_K;
  } while (k0 < end);
}
#endif

#ifdef ADD_PARTS
// The parts of every sum, added in order.
kernel void addParts(
    global const float *sums,
    int parts,
    int partSize,
#if START == BIAS
    global const float *bias,
    int biasAt,
    int channels,
    int area,
#endif
    global float *out,
    int outAt) {
  int i = get_global_id(0);
  if (i < partSize) {
#if START == BIAS
    float sum = bias[biasAt + i / area % channels];
#elif START == RESULT
    float sum = out[outAt + i];
#else
    float sum = 0;
#endif
    for (int part = 0; part < parts; part++) {
      sum += sums[part * partSize + i];
    }
    out[outAt + i] = sum;
  }
}
#endif
