package dev.ornstein.examples.cli;

import java.time.Duration;
import java.util.regex.Matcher;
import java.util.regex.Pattern;
import picocli.CommandLine.ITypeConverter;
import picocli.CommandLine.TypeConversionException;

/**
 * How texts on the command line become values. What a converter says when it refuses completes the
 * sentence that begins with the option's name.
 */
final class OptionTypes {
  private OptionTypes() {}

  private static TypeConversionException refuse(String takes, String got) {
    return new TypeConversionException("takes " + takes + ", got \"" + got + "\"");
  }

  private static int whole(String text, int least, int most, String takes) {
    try {
      int number = Integer.parseInt(text);
      if (number >= least && number <= most) {
        return number;
      }
    } catch (NumberFormatException e) {
      throw refuse(takes, text);
    }
    throw refuse(takes, text);
  }

  /** 1, 2, 3, … */
  static final class Count implements ITypeConverter<Integer> {
    @Override
    public Integer convert(String text) {
      return whole(text, 1, Integer.MAX_VALUE, "a whole number of at least 1");
    }
  }

  /** 0, 1, 2, 3, … */
  static final class CountOrNone implements ITypeConverter<Integer> {
    @Override
    public Integer convert(String text) {
      return whole(text, 0, Integer.MAX_VALUE, "a whole number of at least 0");
    }
  }

  /** How many sampling steps. */
  static final class SamplingSteps implements ITypeConverter<Integer> {
    private static final int MOST = 1_000_000;

    @Override
    public Integer convert(String text) {
      return whole(text, 1, MOST, "a whole number of 1 … " + MOST);
    }
  }

  /** How many threads. */
  static final class Threads implements ITypeConverter<Integer> {
    private static final int MOST = 1024;

    @Override
    public Integer convert(String text) {
      return whole(text, 1, MOST, "a whole number of 1 … " + MOST);
    }
  }

  /** Rows and columns of the products that tell fast tiles from slow ones. */
  static final class ProductSize implements ITypeConverter<Integer> {
    private static final int LEAST = 16;
    private static final int MOST = 8192;

    @Override
    public Integer convert(String text) {
      return whole(text, LEAST, MOST, "a whole number of " + LEAST + " … " + MOST);
    }
  }

  /** Any whole number of 64 bits. */
  static final class Seed implements ITypeConverter<Long> {
    @Override
    public Long convert(String text) {
      try {
        return Long.valueOf(text);
      } catch (NumberFormatException e) {
        throw refuse("a whole number of −2^63 … 2^63 − 1", text);
      }
    }
  }

  /** A number above 0. */
  static final class Positive implements ITypeConverter<Float> {
    @Override
    public Float convert(String text) {
      float number;
      try {
        number = Float.parseFloat(text);
      } catch (NumberFormatException e) {
        number = Float.NaN;
      }
      if (!(number > 0) || Float.isInfinite(number)) {
        throw refuse("a number above 0, such as 2e-3", text);
      }
      return number;
    }
  }

  /** A number of at least 0. */
  static final class NotNegative implements ITypeConverter<Float> {
    @Override
    public Float convert(String text) {
      float number;
      try {
        number = Float.parseFloat(text);
      } catch (NumberFormatException e) {
        number = Float.NaN;
      }
      if (!(number >= 0) || Float.isInfinite(number)) {
        throw refuse("a number of at least 0", text);
      }
      return number;
    }
  }

  /** A span of time: hours, minutes and seconds with their letters, each at most once. */
  static final class TimeSpan implements ITypeConverter<Duration> {
    private static final Pattern FORM =
        Pattern.compile("(?:(\\d{1,4})h)?(?:(\\d{1,6})m)?(?:(\\d{1,7})s)?");

    @Override
    public Duration convert(String text) {
      Matcher m = FORM.matcher(text);
      Duration span = m.matches() ? sum(m) : Duration.ZERO;
      if (span.isZero()) {
        throw refuse("a time such as 90s, 10m or 1h30m", text);
      }
      return span;
    }

    private static Duration sum(Matcher m) {
      return Duration.ofHours(number(m.group(1)))
          .plusMinutes(number(m.group(2)))
          .plusSeconds(number(m.group(3)));
    }

    private static long number(String digits) {
      return digits == null ? 0 : Long.parseLong(digits);
    }
  }
}
