package dev.ornstein.tensor.io;

import dev.ornstein.tensor.UserError;
import java.nio.ByteOrder;
import java.util.ArrayList;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;

/**
 * The header of a {@code .npy} file: a Python dictionary with exactly the keys {@code descr},
 * {@code fortran_order} and {@code shape}, of which only the few forms that NumPy writes are
 * understood.
 */
final class NpyHeader {
  private final String file;
  private final String text;
  private int at;

  private final ElementType type;
  private final ByteOrder order;
  private final boolean fortranOrder;
  private final List<Long> shape;

  /**
   * Reads and checks a header.
   *
   * @param file name for error messages
   * @param text the dictionary; white space may surround it
   * @throws UserError when it is not as it should be
   */
  NpyHeader(String file, String text) {
    this.file = file;
    this.text = text;
    Map<String, Object> fields = dictionary();
    String descr = field(fields, "descr", String.class);
    this.type = type(descr);
    this.order = order(descr.charAt(0));
    this.fortranOrder = field(fields, "fortran_order", Boolean.class);
    this.shape = new ArrayList<>();
    for (Object extent : field(fields, "shape", List.class)) {
      shape.add((Long) extent);
    }
    if (fields.size() != 3) {
      throw bad("it has the keys " + fields.keySet() + " instead of descr, fortran_order, shape");
    }
  }

  ElementType type() {
    return type;
  }

  ByteOrder order() {
    return order;
  }

  /** Whether the first axis, not the last, is the one whose neighbours are adjacent. */
  boolean fortranOrder() {
    return fortranOrder;
  }

  List<Long> shape() {
    return shape;
  }

  private <T> T field(Map<String, Object> fields, String key, Class<T> kind) {
    Object value = fields.get(key);
    if (!kind.isInstance(value)) {
      throw bad(key + " is " + (value == null ? "missing" : value) + ", which is not supported");
    }
    return kind.cast(value);
  }

  private ElementType type(String descr) {
    String kind = descr.isEmpty() ? "" : descr.substring(1);
    boolean orderKnown = descr.startsWith("<") || descr.startsWith(">") || descr.startsWith("=");
    boolean oneByte = descr.startsWith("|");
    if (orderKnown || oneByte) {
      for (ElementType t : ElementType.values()) {
        if (t != ElementType.BF16 && kind.equals(code(t)) && (orderKnown || t.bytes() == 1)) {
          return t;
        }
      }
    }
    throw bad(
        "elements of type '"
            + descr
            + "' are not supported; booleans, integers and floats of 16,"
            + " 32 and 64 bits are");
  }

  /** NumPy's name of a type, without the byte order. */
  static String code(ElementType t) {
    char kind = t.name().charAt(0);
    return Character.toLowerCase(kind) + String.valueOf(t.bytes());
  }

  private static ByteOrder order(char mark) {
    if (mark == '=') {
      return ByteOrder.nativeOrder();
    }
    return mark == '>' ? ByteOrder.BIG_ENDIAN : ByteOrder.LITTLE_ENDIAN;
  }

  private Map<String, Object> dictionary() {
    Map<String, Object> fields = new LinkedHashMap<>();
    take('{');
    while (!next('}')) {
      String key = string();
      take(':');
      if (fields.put(key, value()) != null) {
        throw bad("the key '" + key + "' occurs twice");
      }
      if (!next(',')) {
        take('}');
        break;
      }
    }
    skipSpace();
    if (at < text.length()) {
      throw bad("it goes on after its closing brace");
    }
    return fields;
  }

  private Object value() {
    skipSpace();
    if (text.startsWith("True", at)) {
      at += 4;
      return Boolean.TRUE;
    }
    if (text.startsWith("False", at)) {
      at += 5;
      return Boolean.FALSE;
    }
    if (text.startsWith("[", at)) {
      throw bad("records of several fields are not supported; one number per element is");
    }
    return text.startsWith("(", at) ? tuple() : string();
  }

  private List<Long> tuple() {
    List<Long> extents = new ArrayList<>();
    take('(');
    while (!next(')')) {
      extents.add(natural());
      if (!next(',')) {
        take(')');
        break;
      }
    }
    return extents;
  }

  private long natural() {
    skipSpace();
    int from = at;
    while (at < text.length() && text.charAt(at) >= '0' && text.charAt(at) <= '9') {
      at++;
    }
    try {
      return Long.parseLong(text.substring(from, at));
    } catch (NumberFormatException e) {
      throw bad("the shape must be a tuple of whole numbers from 0 to 2^63−1");
    }
  }

  private String string() {
    skipSpace();
    char quote = at < text.length() ? text.charAt(at) : 0;
    int end = quote == '\'' || quote == '"' ? text.indexOf(quote, at + 1) : -1;
    if (end < 0) {
      throw bad("a string in quotes was expected at character " + at);
    }
    String s = text.substring(at + 1, end);
    at = end + 1;
    return s;
  }

  private boolean next(char c) {
    skipSpace();
    if (at < text.length() && text.charAt(at) == c) {
      at++;
      return true;
    }
    return false;
  }

  private void take(char c) {
    if (!next(c)) {
      throw bad("'" + c + "' was expected at character " + at);
    }
  }

  private void skipSpace() {
    while (at < text.length() && Character.isWhitespace(text.charAt(at))) {
      at++;
    }
  }

  private UserError bad(String what) {
    return new UserError(file + ": the NumPy header is not as it should be: " + what);
  }
}
