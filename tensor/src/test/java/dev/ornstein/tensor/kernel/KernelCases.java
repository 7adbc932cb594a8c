package dev.ornstein.tensor.kernel;

import java.util.ArrayList;
import java.util.List;

/** All cases of all methods of {@link Backend}. */
final class KernelCases {
  private KernelCases() {}

  static List<KernelCase> all() {
    List<KernelCase> all = new ArrayList<>();
    all.addAll(ElementwiseCases.all());
    all.addAll(BinaryCases.all());
    all.addAll(MoveCases.all());
    all.addAll(ReduceCases.all());
    all.addAll(GemmCases.all());
    all.addAll(ConvCases.all());
    all.addAll(PoolCases.all());
    all.addAll(SoftmaxCases.all());
    all.addAll(AttentionCases.all());
    all.addAll(SquaredErrorCases.all());
    all.addAll(BatchNormCases.all());
    all.addAll(GroupNormCases.all());
    all.addAll(ModulationCases.all());
    all.addAll(OptimizerCases.all());
    all.addAll(NoiseCases.all());
    return all;
  }
}
