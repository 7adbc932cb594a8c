// After product.cl: products by blocks of vectors, without barriers, for processors.

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

// For processors, without barriers: a work item computes 16 columns of `tileM` rows, ROWS of them at
// a time in vectors. It collects TILE_K rows of B once for all of them.
kernel __attribute__((reqd_work_group_size(1, 1, 1))) void blocks(
    OPERANDS, int tilesM, int tilesN, int tileM) {
  int group = get_group_id(0);
  int j0 = group % tilesN * 16;
  int i0 = group / tilesN % tilesM * tileM;
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
    for (int i = i0; i < min(s.m, i0 + tileM); i += ROWS) {
      float16 sums[ROWS];
      int row[ROWS];
#pragma unroll
      for (int r = 0; r < ROWS; r++) {
        int own = min(i + r, s.m - 1);  // beyond the last row it is repeated, and not stored
        row[r] = rowA(s, own);
        global const float *c = out + rowC(s, own);
        if (start != RESULT && k0 == from) {
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
        if (i + r < s.m) {
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
