package dev.ornstein.examples.report;

import java.io.IOException;
import java.io.InputStream;
import java.io.UncheckedIOException;
import java.nio.charset.StandardCharsets;
import java.util.Base64;
import java.util.Map;

/** Pieces of HTML with everything escaped that comes from outside. */
final class Html {
  private Html() {}

  /** Text for use between tags and within quoted attributes. */
  static String escape(String text) {
    return text.replace("&", "&amp;")
        .replace("<", "&lt;")
        .replace(">", "&gt;")
        .replace("\"", "&quot;")
        .replace("'", "&#39;");
  }

  /** The beginning of a page up to and with the tag that opens its body, in the common style. */
  static String head(String title) {
    return "<!doctype html>\n<html lang=\"en\">\n<head>\n<meta charset=\"utf-8\">\n"
        + "<meta name=\"viewport\" content=\"width=device-width, initial-scale=1\">\n<title>"
        + escape(title)
        + "</title>\n<style>\n"
        + styleSheet()
        + "</style>\n</head>\n<body>\n";
  }

  private static String styleSheet() {
    try (InputStream css = Html.class.getResourceAsStream("report.css")) {
      return new String(css.readAllBytes(), StandardCharsets.UTF_8);
    } catch (IOException e) {
      throw new UncheckedIOException(e);
    }
  }

  /** A figure that stands out: a number above its name. */
  static String tile(String value, String name) {
    return "<li><b>" + escape(value) + "</b><span>" + escape(name) + "</span></li>\n";
  }

  /** A picture under its description. */
  static String figure(String mediaType, byte[] content, String caption) {
    return "<figure><figcaption>"
        + escape(caption)
        + "</figcaption>"
        + image(mediaType, content, caption)
        + "</figure>\n";
  }

  /** An image that carries its own data. */
  static String image(String mediaType, byte[] content, String description) {
    String data = Base64.getEncoder().encodeToString(content);
    return "<img alt=\""
        + escape(description)
        + "\" src=\"data:"
        + mediaType
        + ";base64,"
        + data
        + "\">";
  }

  /**
   * A table of two columns.
   *
   * @param caption above it, none when empty
   */
  static String table(String caption, Map<String, String> rows) {
    StringBuilder html = new StringBuilder("<table>\n");
    if (!caption.isEmpty()) {
      html.append("<caption>").append(escape(caption)).append("</caption>\n");
    }
    rows.forEach(
        (name, value) ->
            html.append("<tr><th scope=\"row\">")
                .append(escape(name))
                .append("</th><td>")
                .append(escape(value))
                .append("</td></tr>\n"));
    return html.append("</table>\n").toString();
  }
}
