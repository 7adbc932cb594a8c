// Copies without arithmetic, and their adjoint for rows.

// Where step i of a nest of loops is in out and in x, relative to their starts. The nest is as many
// extents as it has axes, innermost first, and as many steps of out and of x.
int2 place(int i, global const int* nest, int axes) {
  int2 at = 0;
  for (int axis = 0; axis < axes; axis++) {
    at += i % nest[axis] * (int2)(nest[axes + axis], nest[2 * axes + axis]);
    i /= nest[axis];
  }
  return at;
}

kernel void copyStrided(
    global float* out,
    int outAt,
    global const float* x,
    int xAt,
    int outStart,
    int xStart,
    global const int* nest,
    int axes,
    int n) {
  int i = get_global_id(0);
  if (i < n) {
    int2 at = place(i, nest, axes);
    out[outAt + outStart + at.x] = x[xAt + xStart + at.y];
  }
}

#define TILE 32
#define TILE_ROWS 8

// The transposition of many matrices: out[r, c] = x[c, r], where neighbours along c lie side by
// side in out and neighbours along r in x. A group moves a tile through local memory, so that both
// are touched in their own order; the odd width spreads the columns of the tile over the banks. The
// nest goes over the matrices.
kernel __attribute__((reqd_work_group_size(TILE * TILE_ROWS, 1, 1))) void transpose(
    global float* out,
    int outAt,
    global const float* x,
    int xAt,
    int outStart,
    int xStart,
    global const int* nest,
    int axes,
    int rows,
    int cols,
    int outStep,
    int xStep,
    int tilesDown,
    int tilesAcross) {
  local float tile[TILE][TILE + 1];
  int group = get_group_id(0);
  int c0 = group % tilesAcross * TILE;
  int r0 = group / tilesAcross % tilesDown * TILE;
  int matrix = group / tilesAcross / tilesDown;
  int2 at = place(matrix, nest, axes);
  int to = outAt + outStart + at.x;
  int from = xAt + xStart + at.y;
  int near = get_local_id(0) % TILE;
  int far = get_local_id(0) / TILE;
  for (int k = far; k < TILE; k += TILE_ROWS) {
    int r = r0 + near;
    int c = c0 + k;
    if (r < rows && c < cols) {
      tile[k][near] = x[from + c * xStep + r];
    }
  }
  barrier(CLK_LOCAL_MEM_FENCE);
  for (int k = far; k < TILE; k += TILE_ROWS) {
    int r = r0 + k;
    int c = c0 + near;
    if (r < rows && c < cols) {
      out[to + r * outStep + c] = tile[near][k];
    }
  }
}
kernel void gatherRows(
    global float* out,
    int outAt,
    global const float* table,
    int tableAt,
    global const int* index,
    int cols,
    int n) {
  int i = get_global_id(0);
  if (i < n) {
    out[outAt + i] = table[tableAt + index[i / cols] * cols + i % cols];
  }
}

// Rows of out that gain something, where the numbers of the rows they gain begin (and where the
// last ones end), and these numbers.
kernel void scatterAddRows(
    global float* out,
    int outAt,
    global const float* rows,
    int rowsAt,
    global const int* lists,
    int gaining,
    int cols,
    int n) {
  int i = get_global_id(0);
  if (i < n) {
    int list = i / cols;
    int col = i % cols;
    global const int* starts = lists + gaining;
    global const int* gained = starts + gaining + 1;
    int at = outAt + lists[list] * cols + col;
    float sum = out[at];
    for (int k = starts[list]; k < starts[list + 1]; k++) {
      sum += rows[rowsAt + gained[k] * cols + col];
    }
    out[at] = sum;
  }
}
