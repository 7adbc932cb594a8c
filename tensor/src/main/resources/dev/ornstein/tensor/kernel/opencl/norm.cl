// Normalisation of data (N, C, L). A plane is a sample's channel: L elements in a row. What is
// normalised together, a set, is count planes, stride apart: those of a channel (first plane c,
// stride C) or of a group of channels (first plane set·count, stride 1). Teams sum over each plane
// first and over the planes of each set then, so that few sets keep a device busy as well.

// Activations, by the numbers that they have in Java. All elements of a call have the same.
#define RELU 1
#define SILU 2

float activated(float z, int act) {
  return act == RELU ? relu(z) : act == SILU ? silu(z) : z;
}

// g·act′(z)
float slope(float g, float z, int act) {
  return act == RELU ? (z > 0 ? g : 0) : act == SILU ? g * siluSlope(z) : g;
}

// Of a row of n elements, or none of them where the team has no row: .x a number near the mean, .y
// what that lacks, .z Σ (x − mean)².
float4 rowMoments(global const float* x, int elements, int n, local float2* room) {
  float sum = 0; // a rough one does: what near lacks is found below
  for (int i = lane(); i < elements; i += TEAM) {
    sum += x[i];
  }
  float near = teamSum((float2)(sum, 0), room) / n;
  float2 deviations = 0;
  float2 squares = 0;
  for (int i = lane(); i < elements; i += TEAM) {
    float d = x[i] - near;
    deviations = plus(deviations, d);
    squares = plus(squares, d * d);
  }
  float2 both = teamSums(deviations, squares, room);
  float lacks = both.x / n;
  return (float4)(near, lacks, both.y - both.x * lacks, 0);
}

// The moments of each plane; the three are planes elements apart.
kernel void planeMoments(
    global const float* x, int xAt, global float* moments, int planes, int l) {
  local float2 room[GROUP];
  int plane = teamRow();
  float4 m = rowMoments(x + xAt + plane * l, plane < planes ? l : 0, l, room);
  if (plane < planes && lane() == 0) {
    moments[plane] = m.x;
    moments[planes + plane] = m.y;
    moments[2 * planes + plane] = m.z;
  }
}

// The mean of each set and its biased variance, or 1/√(variance + epsilon) if inverse is not 0.
kernel void setMoments(
    global const float* moments,
    global float* mean,
    int meanAt,
    global float* spread,
    int spreadAt,
    float epsilon,
    int inverse,
    int sets,
    int firstStep,
    int stride,
    int count,
    int planes,
    int l) {
  local float2 room[GROUP];
  int set = teamRow();
  int n = set < sets ? count : 0;
  int first = set < sets ? set * firstStep : 0;
  float near = n > 0 ? moments[first] : 0;
  float2 sum = 0;
  for (int i = lane(); i < n; i += TEAM) {
    int plane = first + i * stride;
    sum = plus(sum, moments[plane] - near);
    sum = plus(sum, moments[planes + plane]);
  }
  float lacks = teamSum(sum, room) / count;
  float2 squares = 0;
  for (int i = lane(); i < n; i += TEAM) {
    int plane = first + i * stride;
    float d = moments[plane] - near + (moments[planes + plane] - lacks);
    squares = plus(squares, moments[2 * planes + plane]);
    squares = plus(squares, l * (d * d));
  }
  float variance = teamSum(squares, room) / ((float) count * l);
  if (set < sets && lane() == 0) {
    mean[meanAt + set] = near + lacks;
    spread[spreadAt + set] = inverse ? 1 / sqrt(variance + epsilon) : variance;
  }
}

// The set of a plane is plane / run % sets: run is 1 for channels, the channels of a group else.

// y = act(γ[c]·(x − mean[set])·rstd[set] + β[c])
kernel void normalise(
    global const float* x,
    int xAt,
    global const float* mean,
    int meanAt,
    global const float* rstd,
    int rstdAt,
    global const float* gamma,
    int gammaAt,
    global const float* beta,
    int betaAt,
    global float* y,
    int yAt,
    int planes,
    int channels,
    int run,
    int sets,
    int l,
    int act) {
  int plane = teamRow();
  if (plane < planes) {
    int c = plane % channels;
    int set = plane / run % sets;
    float mu = mean[meanAt + set];
    float scale = gamma[gammaAt + c] * rstd[rstdAt + set];
    float shift = beta[betaAt + c];
    x += xAt + plane * l;
    y += yAt + plane * l;
    for (int i = lane(); i < l; i += TEAM) {
      y[i] = activated((x[i] - mu) * scale + shift, act);
    }
  }
}

// All of group norm at once: a team takes a group of channels, whose planes are one row.
kernel void groupNorm(
    global const float* x,
    int xAt,
    global const float* gamma,
    int gammaAt,
    global const float* beta,
    int betaAt,
    global float* mean,
    int meanAt,
    global float* rstd,
    int rstdAt,
    global float* y,
    int yAt,
    float epsilon,
    int channels,
    int run,
    int sets,
    int l,
    int act) {
  local float2 room[GROUP];
  int set = teamRow();
  int n = set < sets ? run * l : 0;
  x += xAt + set * run * l;
  y += yAt + set * run * l;
  float4 m = rowMoments(x, n, run * l, room);
  float r = 1 / sqrt(m.z / (run * l) + epsilon);
  float mu = m.x + m.y;
  if (set < sets && lane() == 0) {
    mean[meanAt + set] = mu;
    rstd[rstdAt + set] = r;
  }
  int first = set * run % channels;
  for (int i = lane(); i < n; i += TEAM) {
    int c = first + i / l;
    float scale = gamma[gammaAt + c] * r;
    y[i] = activated((x[i] - mu) * scale + beta[betaAt + c], act);
  }
}

// Of each plane Σ g and Σ g·x̂, g = gy·act′(z). The two are planes elements apart.
kernel void planeGrads(
    global const float* x,
    int xAt,
    global const float* gy,
    int gyAt,
    global const float* mean,
    int meanAt,
    global const float* rstd,
    int rstdAt,
    global const float* gamma,
    int gammaAt,
    global const float* beta,
    int betaAt,
    global float* sums,
    int planes,
    int channels,
    int run,
    int sets,
    int l,
    int act) {
  local float2 room[GROUP];
  int plane = teamRow();
  int n = plane < planes ? l : 0;
  int c = plane % channels;
  int set = plane / run % sets;
  float mu = mean[meanAt + set];
  float r = rstd[rstdAt + set];
  float scale = gamma[gammaAt + c] * r;
  float shift = beta[betaAt + c];
  x += xAt + plane * l;
  gy += gyAt + plane * l;
  float2 sum = 0;
  float2 dot = 0;
  for (int i = lane(); i < n; i += TEAM) {
    float d = x[i] - mu;
    float g = slope(gy[i], d * scale + shift, act);
    sum = plus(sum, g);
    dot = plus(dot, g * d);
  }
  float2 both = teamSums(sum, dot, room);
  if (plane < planes && lane() == 0) {
    sums[plane] = both.x;
    sums[planes + plane] = both.y * r;
  }
}

// gβ[c] and gγ[c]: the two sums over the planes of a channel.
kernel void parameterGrad(
    global const float* sums,
    global float* gGamma,
    int gGammaAt,
    global float* gBeta,
    int gBetaAt,
    int samples,
    int channels) {
  local float2 room[GROUP];
  int c = teamRow();
  int n = c < channels ? samples : 0;
  int planes = samples * channels;
  float2 sum = 0;
  float2 dot = 0;
  for (int i = lane(); i < n; i += TEAM) {
    int plane = i * channels + c;
    sum = plus(sum, sums[plane]);
    dot = plus(dot, sums[planes + plane]);
  }
  float2 both = teamSums(sum, dot, room);
  if (c < channels && lane() == 0) {
    gBeta[gBetaAt + c] = both.x;
    gGamma[gGammaAt + c] = both.y;
  }
}

// The two sums over the planes of a group of channels, weighted by γ; they are groups elements
// apart.
kernel void groupGrads(
    global const float* sums,
    global const float* gamma,
    int gammaAt,
    global float* weighted,
    int planes,
    int channels,
    int run,
    int groups) {
  local float2 room[GROUP];
  int group = teamRow();
  int n = group < groups ? run : 0;
  float2 sum = 0;
  float2 dot = 0;
  for (int i = lane(); i < n; i += TEAM) {
    int plane = group * run + i;
    float weight = gamma[gammaAt + plane % channels];
    sum = plus(sum, weight * sums[plane]);
    dot = plus(dot, weight * sums[planes + plane]);
  }
  float2 both = teamSums(sum, dot, room);
  if (group < groups && lane() == 0) {
    weighted[group] = both.x;
    weighted[groups + group] = both.y;
  }
}

// gx = rstd·(γ·g − sum/M − x̂·dot/M), part = 1/M, where the sums are weighted by γ already or, if
// weighted is 0, are not.
kernel void inputGrad(
    global const float* x,
    int xAt,
    global const float* gy,
    int gyAt,
    global const float* mean,
    int meanAt,
    global const float* rstd,
    int rstdAt,
    global const float* gamma,
    int gammaAt,
    global const float* beta,
    int betaAt,
    global const float* sum,
    int sumAt,
    global const float* dot,
    int dotAt,
    global float* gx,
    int gxAt,
    float part,
    int weighted,
    int planes,
    int channels,
    int run,
    int sets,
    int l,
    int act) {
  int plane = teamRow();
  if (plane < planes) {
    int c = plane % channels;
    int set = plane / run % sets;
    float mu = mean[meanAt + set];
    float r = rstd[rstdAt + set];
    float weight = gamma[gammaAt + c];
    float scale = weight * r;
    float shift = beta[betaAt + c];
    float meanPart = weighted ? part : part * weight;
    float meanG = meanPart * sum[sumAt + set];
    float meanDot = meanPart * dot[dotAt + set] * r;
    x += xAt + plane * l;
    gy += gyAt + plane * l;
    gx += gxAt + plane * l;
    for (int i = lane(); i < l; i += TEAM) {
      float d = x[i] - mu;
      float g = slope(gy[i], d * scale + shift, act);
      gx[i] = r * (weight * g - meanG - d * meanDot);
    }
  }
}

// Scales or shifts of each sample. m: scales, then shifts (N, 2·C).
kernel void modulate(
    global const float* m,
    int mAt,
    global const float* p,
    int pAt,
    global float* y,
    int yAt,
    int shifts,
    int channels,
    int n) {
  int i = get_global_id(0);
  if (i < n) {
    int c = i % channels;
    int at = mAt + i / channels * 2 * channels + c;
    float scaled = p[pAt + c] * (1 + m[at]);
    y[yAt + i] = shifts ? scaled + m[at + channels] : scaled;
  }
}

// Its gradients; a team takes a channel.
kernel void modulateGrad(
    global const float* gy,
    int gyAt,
    global const float* m,
    int mAt,
    global const float* p,
    int pAt,
    global float* gm,
    int gmAt,
    global float* gp,
    int gpAt,
    int shifts,
    int samples,
    int channels) {
  local float2 room[GROUP];
  int c = teamRow();
  int n = c < channels ? samples : 0;
  float2 sum = 0;
  for (int i = lane(); i < n; i += TEAM) {
    float g = gy[gyAt + i * channels + c];
    int at = 2 * i * channels + c;
    sum = plus(sum, g * (1 + m[mAt + at]));
    gm[gmAt + at] = g * p[pAt + c];
    gm[gmAt + at + channels] = shifts ? g : 0;
  }
  float all = teamSum(sum, room);
  if (c < channels && lane() == 0) {
    gp[gpAt + c] = all;
  }
}
