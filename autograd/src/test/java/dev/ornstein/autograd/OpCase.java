package dev.ornstein.autograd;

import dev.ornstein.tensor.Engine;
import dev.ornstein.tensor.Tensor;
import java.util.ArrayList;
import java.util.List;
import java.util.function.Function;

/**
 * One operation with arguments to try it on. The same case serves the checks of values (one kind of
 * kernels against the other), of first and second derivatives, of fused against composed gradients,
 * and of bits for any number of threads.
 *
 * @param name the operation's name, a slash, and what is particular about the case
 * @param terms length of the longest sum in the operation or its gradients: tolerances grow with
 *     its square root
 * @param f the operation
 * @param arguments makes its arguments, the same ones for every engine
 */
public record OpCase(
    String name, int terms, Function<Var[], Var> f, Function<Engine, Tensor[]> arguments) {

  /** The name of the operation. */
  public String operation() {
    return name.substring(0, name.indexOf('/'));
  }

  /** Every case there is. */
  public static List<OpCase> all() {
    List<OpCase> cases = new ArrayList<>();
    cases.addAll(ElementwiseCases.all());
    cases.addAll(MovementCases.all());
    cases.addAll(LinearCases.all());
    cases.addAll(NormalizationCases.all());
    cases.addAll(ImageCases.all());
    return cases;
  }

  @Override
  public String toString() {
    return name;
  }
}
