package dev.ornstein.tensor.kernel;

import static dev.ornstein.tensor.kernel.Numbers.normal;
import static dev.ornstein.tensor.kernel.Numbers.with;

import java.util.ArrayList;
import java.util.List;

/** Cases of modulate and its gradient. */
final class ModulationCases {
  private ModulationCases() {}

  static List<KernelCase> all() {
    List<KernelCase> cases = new ArrayList<>();
    for (int c : Numbers.AWKWARD) {
      addAll(cases, 3, c, normal(c, 3, 2 * c));
    }
    addAll(cases, 300, 64, normal(90, 300, 128));
    addAll(cases, 5, 700, normal(91, 5, 1400));
    addAll(cases, 0, 4, new float[0]);
    addAll(cases, 3, 17, with(normal(92, 3, 34), 20, 34, Float.NaN));
    return cases;
  }

  private static void addAll(List<KernelCase> cases, int samples, int channels, float[] m) {
    for (boolean shifts : new boolean[] {false, true}) {
      cases.add(forward(samples, channels, m, shifts));
      cases.add(grad(samples, channels, m, shifts));
    }
  }

  private static String label(int samples, int channels, boolean shifts) {
    return samples + "×" + channels + (shifts ? ", shifts" : ", scales");
  }

  private static KernelCase forward(int samples, int channels, float[] m, boolean shifts) {
    return KernelCase.of("modulate", label(samples, channels, shifts))
        .out(samples, channels)
        .in(m, samples, 2 * channels)
        .in(normal(93, channels), channels)
        .call((k, t) -> k.modulate(t[0], t[1], t[2], shifts))
        .expect(
            v -> {
              Expected e = Expected.of(samples * channels);
              for (int i = 0; i < samples * channels; i++) {
                int c = i % channels;
                int at = i / channels * 2 * channels + c;
                double p = v[2][c];
                e.add(i, p * (1 + (double) v[1][at]), Math.abs(p) * (1 + Math.abs(v[1][at])));
                if (shifts) {
                  e.add(i, v[1][at + channels]);
                }
              }
              return new Expected[] {e};
            })
        .within(Tolerance.ulps(2));
  }

  private static KernelCase grad(int samples, int channels, float[] m, boolean shifts) {
    return KernelCase.of("modulateGrad", label(samples, channels, shifts))
        .out(samples, 2 * channels)
        .out(channels)
        .in(normal(94, samples, channels), samples, channels)
        .in(m, samples, 2 * channels)
        .in(normal(95, channels), channels)
        .call((k, t) -> k.modulateGrad(t[0], t[1], t[2], t[3], t[4], shifts))
        .expect(
            v -> {
              Expected gm = Expected.of(samples * 2 * channels);
              Expected gp = Expected.of(channels);
              for (int i = 0; i < samples * channels; i++) {
                int c = i % channels;
                int at = i / channels * 2 * channels + c;
                double g = v[2][i];
                gm.set(at, g * v[4][c]);
                gm.set(at + channels, shifts ? g : 0);
                gp.add(c, g * (1 + (double) v[3][at]), Math.abs(g) * (1 + Math.abs(v[3][at])));
              }
              return new Expected[] {gm, gp};
            })
        .within(Tolerance.ulps(2));
  }
}
