package dev.ornstein.diffusion.sampler;

import dev.ornstein.diffusion.matrix.SymmetricMatrix;
import dev.ornstein.diffusion.process.ForwardProcess;
import dev.ornstein.tensor.Tensor;
import java.util.function.Supplier;

/**
 * The forward equation dx = F x dt + G dw by Euler and Maruyama's method, of weak order 1:
 *
 * <pre>
 * x ← x + F x dt + G √dt ε
 * </pre>
 *
 * <p>Source: seed 0, with the x that its printed drift lacks.
 */
public final class EulerMaruyamaForward extends Sampler {
  private final ForwardProcess process;

  /**
   * @param process to follow
   * @param grid rising times
   */
  public EulerMaruyamaForward(ForwardProcess process, TimeGrid grid) {
    super(grid.requireRising("EulerMaruyamaForward"));
    this.process = process;
  }

  @Override
  protected Tensor step(Tensor x, double t, double s, Supplier<Tensor> noise) {
    double dt = s - t;
    SymmetricMatrix F = process.F(t);
    SymmetricMatrix G = process.G2(t).sqrt();

    Tensor drift = F.scale(dt).times(x);
    Tensor diffusion = G.scale(Math.sqrt(dt)).times(noise.get());
    return x.plus(drift).plus(diffusion);
  }
}
