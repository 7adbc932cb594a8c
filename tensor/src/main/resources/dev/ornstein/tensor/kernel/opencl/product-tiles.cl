// After product.cl: products by tiles that a group of work items shares, for GPUs.

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
      sums[r][c] = 0;
    }
  }
  if (start != NOTHING) {
#pragma unroll
    for (int r = 0; r < ROWS; r++) {
      int i = min(i0 + ROW(r), s.m - 1);
      global const float *first = start == BIAS ? bias + biasAt + z * s.m + i : out + rowC(s, i);
#pragma unroll
      for (int c = 0; c < COLUMNS; c++) {
        sums[r][c] = first[start == BIAS ? 0 : to[c]];
      }
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
      if (i < s.m && j0 + COLUMN(c) < at.n) {
        out[rowC(s, i) + to[c]] = sums[r][c];
      }
    }
  }
}
