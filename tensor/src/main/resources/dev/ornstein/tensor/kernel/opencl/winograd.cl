// The transforms of Winograd's minimal filtering, each of them X d Xᵀ with a small matrix X that the
// compiler is told (ROWS×COLUMNS, Winograd.java says which): of kernels and tiles of planes to points,
// and of sums of products of points to tiles of planes, or to kernels. M is the rows of a tile of the
// result of the convolution.
//
// Element p of a transformed tile is a point. Point p of kernel or tile id is at p·count + id, so that
// a point of all of them is a matrix, and neighbouring work items, which have neighbouring kernels or
// tiles, write neighbours.

constant float X[ROWS * COLUMNS] = {MATRIX};

// Row i of X times a column or row of numbers that are `step` apart. All of X is known when this is
// compiled, and nothing is multiplied by 0. Most columns of X belong to points in pairs ±p, 1 and 2,
// 3 and 4, with the same factors but for signs: such numbers are added first, so that what cancels
// does so exactly.
__attribute__((always_inline)) float product(int i, const float *d, int step) {
  float sum = X[i * COLUMNS] != 0 ? X[i * COLUMNS] * d[0] : 0;
#pragma unroll
  for (int k = 1; k < COLUMNS; k += 2) {
    bool two = k + 1 < COLUMNS;
    float first = X[i * COLUMNS + k];
    float second = two ? X[i * COLUMNS + k + 1] : 0;
    float a = d[k * step];
    float b = two ? d[(k + 1) * step] : 0;
    if (first != 0 && first == second) {
      sum = fma(first, a + b, sum);
    } else if (first != 0 && first == -second) {
      sum = fma(first, a - b, sum);
    } else {
      if (first != 0) {
        sum = fma(first, a, sum);
      }
      if (second != 0) {
        sum = fma(second, b, sum);
      }
    }
  }
  return sum;
}

// Columns first, then rows.
__attribute__((always_inline)) void transform(const float *d, float *out) {
  float above[ROWS * COLUMNS];
#pragma unroll
  for (int i = 0; i < ROWS; i++) {
#pragma unroll
    for (int j = 0; j < COLUMNS; j++) {
      above[i * COLUMNS + j] = product(i, d + j, COLUMNS);
    }
  }
#pragma unroll
  for (int i = 0; i < ROWS; i++) {
#pragma unroll
    for (int j = 0; j < ROWS; j++) {
      out[i * ROWS + j] = product(j, above + i * COLUMNS, 1);
    }
  }
}

#ifdef FROM_KERNELS
// Kernels 3×3, turned by 180° for the input gradient.
kernel void fromKernels(global const float *w, int wAt, global float *points, int turned, int count) {
  int id = get_global_id(0);
  if (id < count) {
    w += wAt + id * COLUMNS * COLUMNS;
    float d[COLUMNS * COLUMNS];
    float out[ROWS * ROWS];
#pragma unroll
    for (int e = 0; e < COLUMNS * COLUMNS; e++) {
      d[e] = w[turned ? COLUMNS * COLUMNS - 1 - e : e];
    }
    transform(d, out);
#pragma unroll
    for (int p = 0; p < ROWS * ROWS; p++) {
      points[p * count + id] = out[p];
    }
  }
}
#endif

#ifdef TO_KERNELS
kernel void toKernels(global const float *points, global float *w, int wAt, int count) {
  int id = get_global_id(0);
  if (id < count) {
    float d[COLUMNS * COLUMNS];
    float out[ROWS * ROWS];
#pragma unroll
    for (int p = 0; p < COLUMNS * COLUMNS; p++) {
      d[p] = points[p * count + id];
    }
    transform(d, out);
    w += wAt + id * ROWS * ROWS;
#pragma unroll
    for (int e = 0; e < ROWS * ROWS; e++) {
      w[e] = out[e];
    }
  }
}
#endif

// Which tile a work item has: `tiles` of them, from tile `first` of the batch on, for each channel.
// Of an image down×across tiles, that of the upper left corner begins `pad` before its planes.
#define TILING int channels, int height, int width, int pad, int down, int across, int first, int tiles

typedef struct {
  int plane, top, left;
} Corner;

Corner cornerOf(int id, TILING) {
  int tile = first + id % tiles;
  int channel = id / tiles;
  int image = tile / across / down;
  Corner corner = {
      (image * channels + channel) * height * width,
      tile / across % down * M - pad,
      tile % across * M - pad};
  return corner;
}

#ifdef FROM_PLANES
// Tiles of planes, with zeros around these.
kernel void fromPlanes(global const float *x, int xAt, global float *points, TILING) {
  int count = channels * tiles;
  int id = get_global_id(0);
  if (id < count) {
    Corner c = cornerOf(id, channels, height, width, pad, down, across, first, tiles);
    x += xAt + c.plane;
    float d[COLUMNS * COLUMNS];
    float out[ROWS * ROWS];
#pragma unroll
    for (int i = 0; i < COLUMNS; i++) {
#pragma unroll
      for (int j = 0; j < COLUMNS; j++) {
        int h = c.top + i;
        int w = c.left + j;
        bool inside = h >= 0 && h < height && w >= 0 && w < width;
        d[i * COLUMNS + j] = inside ? x[h * width + w] : 0;
      }
    }
    transform(d, out);
#pragma unroll
    for (int p = 0; p < ROWS * ROWS; p++) {
      points[p * count + id] = out[p];
    }
  }
}
#endif

#ifdef TO_PLANES
// Tiles of planes; what the last ones have beyond a plane is left out.
kernel void toPlanes(
    global const float *points,
    global const float *bias,
    int biasAt,
    int biased,
    global float *y,
    int yAt,
    TILING) {
  int count = channels * tiles;
  int id = get_global_id(0);
  if (id < count) {
    Corner c = cornerOf(id, channels, height, width, pad, down, across, first, tiles);
    y += yAt + c.plane;
    float d[COLUMNS * COLUMNS];
    float out[ROWS * ROWS];
#pragma unroll
    for (int p = 0; p < COLUMNS * COLUMNS; p++) {
      d[p] = points[p * count + id];
    }
    transform(d, out);
    float shift = biased ? bias[biasAt + id / tiles] : 0;
#pragma unroll
    for (int i = 0; i < ROWS; i++) {
#pragma unroll
      for (int j = 0; j < ROWS; j++) {
        if (c.top + i < height && c.left + j < width) {
          y[(c.top + i) * width + c.left + j] = out[i * ROWS + j] + shift;
        }
      }
    }
  }
}
#endif
