// Self-attention of an entry (a head of a sample): q, k and v are d × P, positions are columns. A
// group takes a block of BLOCK positions against all P of them. It keeps a square of scores in local
// memory, element (j, i) at j·PITCH + i for position i of the block and any position j: neighbouring
// items read neighbouring j of the operands. In the gradient of the keys the block is one of keys,
// and j is a query. A block may reach beyond the last position: there operands count as 0, and
// nothing is written.
//
// A group has BLOCK teams, one for the sums over j of each i, or on processors one item.
#define PITCH (BLOCK + 1) // an odd step: items that differ in j are in different banks

#if GROUP > 1
#define MEET barrier(CLK_LOCAL_MEM_FENCE)
#else
#define MEET
#endif

int item() { return get_local_id(0); }

// Copies the block of an operand, d × P, times a factor: element (c, i) to c·BLOCK + i.
void hold(
    local float* block, global const float* operand, float factor, int from, int d, int p) {
  for (int at = item(); at < d * BLOCK; at += GROUP) {
    int i = from + at % BLOCK;
    block[at] = i < p ? factor * operand[at / BLOCK * p + i] : 0;
  }
}

// square[j, i] = Σ_c block[c, i]·operand[c, j]
void products(
    local float* square, local const float* block, global const float* operand, int d, int p) {
  for (int j = item(); j < p; j += GROUP) {
    float sums[BLOCK];
    for (int i = 0; i < BLOCK; i++) {
      sums[i] = 0;
    }
    for (int c = 0; c < d; c++) {
      float other = operand[c * p + j];
      for (int i = 0; i < BLOCK; i++) {
        sums[i] = fma(block[c * BLOCK + i], other, sums[i]);
      }
    }
    for (int i = 0; i < BLOCK; i++) {
      square[j * PITCH + i] = sums[i];
    }
  }
}

// out[c, i] = Σ_j square[j, i]·operand[c, j] for the positions of the block.
void combine(
    global float* out,
    local const float* square,
    global const float* operand,
    int from,
    int d,
    int p) {
  for (int at = item(); at < d * BLOCK; at += GROUP) {
    int i = at % BLOCK;
    int c = at / BLOCK;
    if (from + i < p) {
      float sum = 0;
      for (int j = 0; j < p; j++) {
        sum = fma(square[j * PITCH + i], operand[c * p + j], sum);
      }
      out[c * p + from + i] = sum;
    }
  }
}

// Where the queries of an entry are in (N, 3, heads, d, P); keys and values follow heads·d·P apart.
int queries(int entry, int heads, int d, int p) {
  return (entry / heads * 3 * heads + entry % heads) * d * p;
}

kernel void attention(
    global const float* qkv,
    int qkvAt,
    global float* y,
    int yAt,
    global float* tops,
    int topsAt,
    global float* shares,
    int sharesAt,
    local float* block,
    local float* square,
    float scale,
    int heads,
    int d,
    int p,
    int blocks) {
  local float2 room[GROUP];
  int entry = get_group_id(0) / blocks;
  int from = get_group_id(0) % blocks * BLOCK;
  int part = heads * d * p;
  qkv += qkvAt + queries(entry, heads, d, p);
  hold(block, qkv, scale, from, d, p);
  MEET;
  products(square, block, qkv + part, d, p);
  MEET;
  for (int i = item() / TEAM; i < BLOCK; i += GROUP / TEAM) {
    float top = -INFINITY;
    for (int j = lane(); j < p; j += TEAM) {
      top = larger(top, square[j * PITCH + i]);
    }
    top = teamMax(top, room);
    float2 sum = 0;
    for (int j = lane(); j < p; j += TEAM) {
      float e = exp(square[j * PITCH + i] - top);
      square[j * PITCH + i] = e;
      sum = plus(sum, e);
    }
    float one = 1 / teamSum(sum, room);
    for (int j = lane(); j < p; j += TEAM) {
      square[j * PITCH + i] *= one;
    }
    if (lane() == 0 && from + i < p) {
      tops[topsAt + entry * p + from + i] = top;
      shares[sharesAt + entry * p + from + i] = one;
    }
  }
  MEET;
  combine(y + yAt + entry * d * p, square, qkv + 2 * part, from, d, p);
}

// gq of a block of queries, and Σ_j t[i, j]·g[i, j] of each query for the kernel below.
kernel void queryGrad(
    global const float* qkv,
    int qkvAt,
    global const float* gy,
    int gyAt,
    global const float* tops,
    int topsAt,
    global const float* shares,
    int sharesAt,
    global float* gqkv,
    int gqkvAt,
    global float* means,
    local float* block,
    local float* square,
    local float* slopes,
    float scale,
    int heads,
    int d,
    int p,
    int blocks) {
  local float2 room[GROUP];
  int entry = get_group_id(0) / blocks;
  int from = get_group_id(0) % blocks * BLOCK;
  int part = heads * d * p;
  int q = queries(entry, heads, d, p);
  qkv += qkvAt + q;
  hold(block, qkv, scale, from, d, p);
  MEET;
  products(square, block, qkv + part, d, p);
  MEET;
  hold(block, gy + gyAt + entry * d * p, 1, from, d, p);
  MEET;
  products(slopes, block, qkv + 2 * part, d, p);
  MEET;
  for (int i = item() / TEAM; i < BLOCK; i += GROUP / TEAM) {
    int at = entry * p + min(from + i, p - 1);
    float top = tops[topsAt + at];
    float one = shares[sharesAt + at];
    float2 sum = 0;
    for (int j = lane(); j < p; j += TEAM) {
      float t = exp(square[j * PITCH + i] - top) * one;
      square[j * PITCH + i] = t;
      sum = plus(sum, t * slopes[j * PITCH + i]);
    }
    float mean = teamSum(sum, room);
    for (int j = lane(); j < p; j += TEAM) {
      slopes[j * PITCH + i] = scale * square[j * PITCH + i] * (slopes[j * PITCH + i] - mean);
    }
    if (lane() == 0 && from + i < p) {
      means[at] = mean;
    }
  }
  MEET;
  combine(gqkv + gqkvAt + q, slopes, qkv + part, from, d, p);
}

// gk and gv of a block of keys.
kernel void keyGrad(
    global const float* qkv,
    int qkvAt,
    global const float* gy,
    int gyAt,
    global const float* tops,
    int topsAt,
    global const float* shares,
    int sharesAt,
    global float* gqkv,
    int gqkvAt,
    global const float* means,
    local float* block,
    local float* square,
    local float* slopes,
    float scale,
    int heads,
    int d,
    int p,
    int blocks) {
  int entry = get_group_id(0) / blocks;
  int from = get_group_id(0) % blocks * BLOCK;
  int part = heads * d * p;
  int q = queries(entry, heads, d, p);
  qkv += qkvAt + q;
  gqkv += gqkvAt + q;
  gy += gyAt + entry * d * p;
  hold(block, qkv + part, scale, from, d, p);
  MEET;
  products(square, block, qkv, d, p);
  MEET;
  hold(block, qkv + 2 * part, 1, from, d, p);
  MEET;
  products(slopes, block, gy, d, p);
  // Each item goes on with the queries of which it has made the products.
  for (int j = item(); j < p; j += GROUP) {
    int at = entry * p + j;
    float top = tops[topsAt + at];
    float one = shares[sharesAt + at];
    float mean = means[at];
    for (int i = 0; i < BLOCK; i++) {
      float t = exp(square[j * PITCH + i] - top) * one;
      square[j * PITCH + i] = t;
      slopes[j * PITCH + i] = scale * t * (slopes[j * PITCH + i] - mean);
    }
  }
  MEET;
  combine(gqkv + part, slopes, qkv, from, d, p);
  combine(gqkv + 2 * part, square, gy, from, d, p);
}
