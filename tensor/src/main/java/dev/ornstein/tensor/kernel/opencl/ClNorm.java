package dev.ornstein.tensor.kernel.opencl;

import dev.ornstein.tensor.Tensor;
import dev.ornstein.tensor.kernel.Activation;
import dev.ornstein.tensor.kernel.NormShape;
import org.jocl.cl_mem;

/**
 * Normalisation of data (N, C, L) over channels and over groups of channels: {@code norm.cl}. Sums
 * are taken over each plane of L elements first, and then over the planes of what is normalised
 * together.
 */
final class ClNorm {
  private static final String FAMILY = "norm";

  /** Slots of the sums of planes and of groups. */
  private static final int PLANES = 0;

  private static final int GROUPS = 1;

  private final ClDevice device;

  ClNorm(ClDevice device) {
    this.device = device;
  }

  /**
   * What is normalised together.
   *
   * @param number of such sets
   * @param firstStep from the first plane of a set to that of the next
   * @param stride from a plane of a set to its next one
   * @param count planes of a set
   * @param run neighbouring planes of one set
   */
  private record Sets(int number, int firstStep, int stride, int count, int run) {
    static Sets channels(NormShape s) {
      return new Sets(s.c(), 1, s.c(), s.n(), 1);
    }

    static Sets groups(NormShape s) {
      int run = s.c() / s.groups();
      return new Sets(s.n() * s.groups(), run, 1, run, run);
    }
  }

  private Launch kernel(Team team, String name) {
    return device.kernel(FAMILY, team.options(), name);
  }

  void channelStats(Tensor mean, Tensor var, Tensor x, NormShape s) {
    moments(mean, var, x, 0, false, Sets.channels(s), s);
  }

  /** Mean and variance of each set, or mean and 1/√(variance + ε). */
  private void moments(
      Tensor mean,
      Tensor spread,
      Tensor x,
      float epsilon,
      boolean inverse,
      Sets sets,
      NormShape s) {
    int planes = s.n() * s.c();
    Team team = Team.of(device, s.l());
    Launch call = kernel(team, "planeMoments").read(x).put(device.scratch(PLANES, 3 * planes));
    team.over(call.put(planes, s.l()), planes);
    team = Team.of(device, sets.count);
    call = kernel(team, "setMoments").put(device.scratch(PLANES, 3 * planes));
    call.write(mean).write(spread).put(epsilon).put(inverse ? 1 : 0);
    call.put(sets.number, sets.firstStep, sets.stride, sets.count, planes, s.l());
    team.over(call, sets.number);
  }

  void channelAffine(
      Tensor y,
      Tensor x,
      Tensor mean,
      Tensor rstd,
      Tensor gamma,
      Tensor beta,
      Activation act,
      NormShape s) {
    normalise(y, x, mean, rstd, gamma, beta, act, Sets.channels(s), s);
  }

  private void normalise(
      Tensor y,
      Tensor x,
      Tensor mean,
      Tensor rstd,
      Tensor gamma,
      Tensor beta,
      Activation act,
      Sets sets,
      NormShape s) {
    int planes = s.n() * s.c();
    Team team = Team.of(device, s.l());
    Launch call = kernel(team, "normalise").read(x).read(mean).read(rstd);
    call.read(gamma).read(beta).write(y).put(planes, s.c(), sets.run, sets.number, s.l());
    call.put(act.ordinal());
    team.over(call, planes);
  }

  void groupNorm(
      Tensor y,
      Tensor mean,
      Tensor rstd,
      Tensor x,
      Tensor gamma,
      Tensor beta,
      float epsilon,
      Activation act,
      NormShape s) {
    Sets sets = Sets.groups(s);
    if (sets.number < device.info().computeUnits()) {
      moments(mean, rstd, x, epsilon, true, sets, s);
      normalise(y, x, mean, rstd, gamma, beta, act, sets, s);
      return;
    }
    Team team = Team.of(device, sets.run * s.l());
    Launch call = kernel(team, "groupNorm").read(x).read(gamma).read(beta);
    call.write(mean).write(rstd).write(y).put(epsilon);
    call.put(s.c(), sets.run, sets.number, s.l()).put(act.ordinal());
    team.over(call, sets.number);
  }

  void batchNormGrad(
      Tensor gx,
      Tensor gGamma,
      Tensor gBeta,
      Tensor x,
      Tensor gy,
      Tensor mean,
      Tensor rstd,
      Tensor gamma,
      Tensor beta,
      Activation act,
      NormShape s) {
    Sets sets = Sets.channels(s);
    planeGrads(x, gy, mean, rstd, gamma, beta, act, sets, s);
    parameterGrad(gGamma, gBeta, s);
    Launch call = inputGrad(x, gy, mean, rstd, gamma, beta, s);
    finish(call.read(gBeta).read(gGamma).write(gx), act, false, sets, s);
  }

  void groupNormGrad(
      Tensor gx,
      Tensor gGamma,
      Tensor gBeta,
      Tensor x,
      Tensor gy,
      Tensor mean,
      Tensor rstd,
      Tensor gamma,
      Tensor beta,
      Activation act,
      NormShape s) {
    Sets sets = Sets.groups(s);
    planeGrads(x, gy, mean, rstd, gamma, beta, act, sets, s);
    parameterGrad(gGamma, gBeta, s);
    groupGrads(gamma, sets, s);
    cl_mem weighted = device.scratch(GROUPS, 2 * sets.number);
    Launch call = inputGrad(x, gy, mean, rstd, gamma, beta, s);
    call.put(weighted).put(0).put(weighted).put(sets.number).write(gx);
    finish(call, act, true, sets, s);
  }

  /** Σ g and Σ g·x̂ of each plane. */
  private void planeGrads(
      Tensor x,
      Tensor gy,
      Tensor mean,
      Tensor rstd,
      Tensor gamma,
      Tensor beta,
      Activation act,
      Sets sets,
      NormShape s) {
    int planes = s.n() * s.c();
    Team team = Team.of(device, s.l());
    Launch call = kernel(team, "planeGrads").read(x).read(gy).read(mean).read(rstd);
    call.read(gamma).read(beta).put(device.scratch(PLANES, 2 * planes));
    call.put(planes, s.c(), sets.run, sets.number, s.l()).put(act.ordinal());
    team.over(call, planes);
  }

  private void parameterGrad(Tensor gGamma, Tensor gBeta, NormShape s) {
    Team team = Team.of(device, s.n());
    Launch call = kernel(team, "parameterGrad").put(device.scratch(PLANES, 2 * s.n() * s.c()));
    team.over(call.write(gGamma).write(gBeta).put(s.n(), s.c()), s.c());
  }

  private void groupGrads(Tensor gamma, Sets sets, NormShape s) {
    int planes = s.n() * s.c();
    Team team = Team.of(device, sets.run);
    Launch call = kernel(team, "groupGrads").put(device.scratch(PLANES, 2 * planes)).read(gamma);
    call.put(device.scratch(GROUPS, 2 * sets.number));
    team.over(call.put(planes, s.c(), sets.run, sets.number), sets.number);
  }

  private Launch inputGrad(
      Tensor x, Tensor gy, Tensor mean, Tensor rstd, Tensor gamma, Tensor beta, NormShape s) {
    Launch call = kernel(Team.of(device, s.l()), "inputGrad").read(x).read(gy).read(mean);
    return call.read(rstd).read(gamma).read(beta);
  }

  /** Queues {@link #inputGrad} with its sums and gx. */
  private void finish(Launch call, Activation act, boolean weighted, Sets sets, NormShape s) {
    int planes = s.n() * s.c();
    call.put(1f / (sets.count * (float) s.l())).put(weighted ? 1 : 0);
    call.put(planes, s.c(), sets.run, sets.number, s.l()).put(act.ordinal());
    Team.of(device, s.l()).over(call, planes);
  }

  void modulate(Tensor y, Tensor m, Tensor p, boolean shifts) {
    Launch call = kernel(Team.of(device, 1), "modulate").read(m).read(p).write(y);
    call.put(shifts ? 1 : 0, p.dim(0), y.size()).over(y.size());
  }

  void modulateGrad(Tensor gm, Tensor gp, Tensor gy, Tensor m, Tensor p, boolean shifts) {
    Team team = Team.of(device, m.dim(0));
    Launch call = kernel(team, "modulateGrad").read(gy).read(m).read(p).write(gm).write(gp);
    team.over(call.put(shifts ? 1 : 0, m.dim(0), p.dim(0)), p.dim(0));
  }
}
