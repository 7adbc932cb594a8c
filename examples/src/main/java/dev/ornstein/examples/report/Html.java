package dev.ornstein.examples.report;

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
