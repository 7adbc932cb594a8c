// Updates of flat arenas. Everything is float arithmetic in the order of the definition, so that a
// device that rounds divisions and roots correctly gives the same weights as the host.

// average = decay·average + rest·w
float averaged(float average, float w, float decay, float rest) {
  return decay * average + rest * w;
}

kernel void ema(
    global float* average,
    int averageAt,
    global const float* w,
    int wAt,
    float decay,
    float rest,
    int n) {
  int i = get_global_id(0);
  if (i < n) {
    average[averageAt + i] = averaged(average[averageAt + i], w[wAt + i], decay, rest);
  }
}

// From the sum of squares of a gradient, its norm and the factor that scales it down to maxNorm.
kernel void clip(global float* out, int at, float maxNorm) {
  if (get_global_id(0) == 0) {
    float norm = sqrt(out[at]);
    out[at] = norm;
    out[at + 1] = isfinite(norm) ? fmin(1.0f, maxNorm / (norm + 1e-6f)) : NAN;
  }
}

// One step of Adam; with AVERAGE also of the average that follows the weights.
kernel void adam(
    global float* w,
    int wAt,
    global float* m,
    int mAt,
    global float* v,
    int vAt,
    global const float* g,
    int gAt,
#ifdef AVERAGE
    global float* average,
    int averageAt,
    float averageDecay,
    float averageRest,
#endif
#ifdef CLIP
    global const float* clip,
    int clipAt,
#endif
    float beta1,
    float rest1,
    float beta2,
    float rest2,
    float inverse2,
    float epsilon,
    float keep,
    float size,
    int n) {
#ifdef CLIP
  float factor = clip[clipAt + 1];
#else
  float factor = 1;
#endif
  int i = get_global_id(0);
  if (i < n && !isnan(factor)) {
    float gi = factor * g[gAt + i];
    float mi = beta1 * m[mAt + i] + rest1 * gi;
    float vi = beta2 * v[vAt + i] + rest2 * gi * gi;
    m[mAt + i] = mi;
    v[vAt + i] = vi;
    float root = sqrt(vi * inverse2);
    float wi = w[wAt + i] * keep - size * (mi / (root + epsilon));
    w[wAt + i] = wi;
#ifdef AVERAGE
    average[averageAt + i] = averaged(average[averageAt + i], wi, averageDecay, averageRest);
#endif
  }
}
