package dev.ornstein.tensor.op;

import static org.junit.jupiter.api.Assertions.assertEquals;

import dev.ornstein.tensor.Shape;
import dev.ornstein.tensor.Tensor;
import dev.ornstein.tensor.op.Convolution.Geometry;
import org.junit.jupiter.api.Test;

/** Shapes and errors; the numbers are tested with the kernels. */
class ConvolutionTest extends OpTest {
  @Test
  void aKernelOfOneTapShiftsTheImage() {
    Tensor x = counting(1, 1, 3, 4);
    Tensor w = engine.zeros(Shape.of(1, 1, 3, 3));
    w.set(0, 1f); // the tap at the top left looks one up and one to the left
    Tensor bias = engine.full(Shape.of(1), 100f);
    Naive.check(
        Shape.of(1, 1, 3, 4),
        Convolution.forward(x, w, bias, Geometry.padded(1)),
        0,
        c -> 100 + (c[2] == 0 || c[3] == 0 ? 0 : Naive.at(x, 0, 0, c[2] - 1, c[3] - 1)));
  }

  @Test
  void gradientsHaveTheShapesOfTheirArguments() {
    Tensor x = normal(1, 2, 4, 9, 8);
    Tensor w = normal(2, 6, 2, 3, 2);
    Geometry g = new Geometry(2, 1, 1, 2);
    Tensor y = Convolution.forward(x, w, null, g);
    assertEquals(Shape.of(2, 6, 5, 5), y.shape());
    assertEquals(x.shape(), Convolution.inputGrad(y, w, x.shape(), g).shape());
    assertEquals(w.shape(), Convolution.weightGrad(x, y, w.shape(), g).shape());
  }

  @Test
  void transposedConvolutionDoublesAnImage() {
    Geometry g = new Geometry(2, 0, 1, 1);
    Tensor x = normal(3, 2, 3, 4, 5);
    Tensor w = normal(4, 3, 6, 2, 2);
    Shape big = Convolution.transposedShape(x.shape(), w.shape(), g, 0);
    assertEquals(Shape.of(2, 6, 8, 10), big);
    Naive.check(
        big,
        Convolution.inputGrad(x, w, big, g),
        1e-5,
        c -> {
          double sum = 0;
          for (int k = 0; k < 3; k++) {
            sum +=
                (double) Naive.at(x, c[0], k, c[2] / 2, c[3] / 2)
                    * Naive.at(w, k, c[1], c[2] % 2, c[3] % 2);
          }
          return sum;
        });
  }

  @Test
  void transposedShapesUndoForwardShapes() {
    for (Geometry g :
        new Geometry[] {
          new Geometry(1, 1, 1, 1),
          new Geometry(2, 1, 1, 1),
          new Geometry(3, 2, 2, 2),
          new Geometry(1, 0, 3, 2)
        }) {
      Shape x = Shape.of(2, 4, 17, 16);
      Tensor w = normal(5, 6, 4 / g.groups(), 3, 3);
      Shape y = Convolution.forward(normal(6, x.toArray()), w, null, g).shape();
      // Of several images that give y, the output padding picks one.
      int found = 0;
      for (int extra = 0; extra < Math.max(g.stride(), g.dilation()); extra++) {
        Shape back = Convolution.transposedShape(y, w.shape(), g, extra);
        assertEquals(x.dim(1), back.dim(1));
        found += back.dim(2) == x.dim(2) ? 1 : 0;
      }
      assertEquals(1, found, () -> "rows for " + g);
    }
  }

  @Test
  void whatDoesNotFitIsNamed() {
    Geometry g = Geometry.padded(1);
    Tensor x = counting(1, 3, 8, 8);
    Tensor w = counting(4, 2, 3, 3);
    refused(() -> Convolution.forward(x, w, null, g), "(4, 2, 3, 3)", "2 input", "(1, 3, 8, 8)");
    refused(() -> Convolution.forward(counting(3, 8), w, null, g), "(3, 8)", "(4, 2, 3, 3)");
    Tensor good = counting(4, 3, 3, 3);
    refused(() -> Convolution.forward(x, good, counting(3), g), "bias", "(3)", "(4)");
    refused(
        () -> Convolution.forward(x, good, null, counting(4, 8, 8), g),
        "added",
        "(4, 8, 8)",
        "(1, 4, 8, 8)");
    refused(
        () -> Convolution.inputGrad(counting(1, 4, 8, 7), good, x.shape(), g),
        "(1, 4, 8, 7)",
        "(1, 4, 8, 8)");
    refused(
        () -> Convolution.weightGrad(x, counting(2, 4, 8, 8), good.shape(), g),
        "(2, 4, 8, 8)",
        "(1, 4, 8, 8)");
    refused(
        () -> Convolution.transposedShape(x.shape(), w.shape(), g, 0),
        "(4, 2, 3, 3)",
        "(1, 3, 8, 8)");
    refused(
        () -> Convolution.transposedShape(Shape.of(1, 4, 8, 8), w.shape(), g, 1),
        "output padding",
        "got 1");
  }
}
