package dev.ornstein.examples.report;

import static org.junit.jupiter.api.Assertions.assertArrayEquals;
import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertThrows;
import static org.junit.jupiter.api.Assertions.assertTrue;

import java.io.StringReader;
import java.util.Arrays;
import java.util.List;
import java.util.Locale;
import javax.xml.parsers.DocumentBuilderFactory;
import org.junit.jupiter.api.Test;
import org.w3c.dom.Document;
import org.xml.sax.InputSource;

class ChartTest {
  private static final double NAN = Double.NaN;

  @Test
  void thinningTakesMeansOfNeighbours() {
    Curve thin = new Curve("a", new double[] {1, 2, 3, 4}, new double[] {1, 3, NAN, 8}).thinned(2);
    assertArrayEquals(new double[] {1.5, 3.5}, thin.x());
    assertArrayEquals(new double[] {2, 8}, thin.y());
  }

  @Test
  void smoothingIsTheMeanOfNeighbours() {
    double[] x = {1, 2, 3, 4, 5};
    Curve smooth = new Curve("a", x, new double[] {2, 4, NAN, 6, 10}).smoothed(1);
    assertArrayEquals(new double[] {3, 3, 5, 8, 8}, smooth.y(), 1e-12);
    double[] none = new double[5];
    Arrays.fill(none, NAN);
    assertArrayEquals(none, new Curve("a", x, none).smoothed(3).y());
  }

  @Test
  void marksAreRoundAndWithinTheAxis() {
    Axis axis = Axis.spanning(3, 1234, 0, 100, false);
    assertEquals(List.of(200.0, 400.0, 600.0, 800.0, 1000.0, 1200.0), axis.marks());
    Axis log = Axis.spanning(0.03, 1.1, 0, 100, true);
    assertEquals(5, log.marks().size(), log.marks().toString());
    assertEquals("0.05", Axis.label(log.marks().get(0)));
    assertEquals("1,000", Axis.label(1000));
    assertEquals("2e-5", Axis.label(2e-5));
    assertEquals("0.002", Axis.label(0.002));
  }

  @Test
  void pixelsFollowTheScale() {
    assertEquals(25, Axis.spanning(0, 4, 0, 100, false).pixel(1), 1e-9);
    assertEquals(50, Axis.spanning(0.01, 1, 0, 100, true).pixel(0.1), 1e-9);
    assertEquals(50, Axis.spanning(7, 7, 0, 100, true).pixel(7), 1e-9);
  }

  @Test
  void chartIsWellFormedAndDrawsEveryCurve() throws Exception {
    double[] x = {1, 2, 3, 4};
    String html =
        new LineChart("Loss <&> more", "step", true)
            .addFaint(new Curve("raw", x, new double[] {1, 0.5, 0.4, 0.1}))
            .add(new Curve("a \"b\"", x, new double[] {1, NAN, 0.4, 0.3}))
            .add(new Curve("c", x, new double[] {NAN, NAN, NAN, NAN}))
            .toHtml();
    Document parsed =
        DocumentBuilderFactory.newInstance()
            .newDocumentBuilder()
            .parse(new InputSource(new StringReader(html)));
    assertEquals(2, parsed.getElementsByTagName("span").getLength(), "keys of the legend");
    String gap = html.substring(html.indexOf("line c0"));
    assertEquals(2, gap.substring(0, gap.indexOf("/>")).chars().filter(c -> c == 'M').count(), gap);
    assertTrue(html.contains("line faint") && html.contains("line c1"), html);
  }

  @Test
  void pointsHaveTheColourOfTheirCurveAndBarsOfTheirErrors() {
    double[] x = {0, 1, 2, 3};
    String html =
        new LineChart("NPS", "f", true)
            .add(new Curve("a", x, new double[] {1, 1, 1, 1}))
            .add(new Curve("b", x, new double[] {10, 10, 10, 100}))
            .addPoints(
                new Curve("b", x, new double[] {10, NAN, -1, 10}), new double[] {0, 1, 1, 20})
            .toHtml();
    assertEquals(2, html.split("<circle class=\"point c1\"", -1).length - 1, html);
    // on a scale from 1 to 100 over 230 pixels 10 is in the middle; the second bar is cut off at 1
    assertTrue(html.contains("<path class=\"bar c1\" d=\"M58.0 127.0V127.0\"/>"), html);
    double ofThirty = 242 - 230 * Math.log10(30) / 2;
    String bar = String.format(Locale.ROOT, "M748.0 242.0V%.1f\"", ofThirty);
    assertTrue(html.contains(bar), html);
    assertTrue(!html.contains("NaN"), html);
    LineChart chart = new LineChart("t", "f", false);
    Curve four = new Curve("c", x, x);
    assertThrows(IllegalArgumentException.class, () -> chart.addPoints(four, new double[3]));
  }

  @Test
  void chartOfNothingIsStillAChart() {
    String html =
        new LineChart("Empty", "step", true)
            .add(new Curve("a", new double[0], new double[0]))
            .toHtml();
    assertTrue(html.contains("<svg") && !html.contains("NaN"), html);
  }

  @Test
  void curvesHaveAHeightForEveryPosition() {
    assertThrows(
        IllegalArgumentException.class, () -> new Curve("a", new double[2], new double[1]));
  }
}
