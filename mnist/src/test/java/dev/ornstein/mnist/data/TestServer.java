package dev.ornstein.mnist.data;

import com.sun.net.httpserver.HttpExchange;
import com.sun.net.httpserver.HttpServer;
import java.io.IOException;
import java.net.InetAddress;
import java.net.InetSocketAddress;
import java.net.URI;
import java.util.Arrays;
import java.util.List;
import java.util.Map;
import java.util.concurrent.ConcurrentHashMap;
import java.util.concurrent.CopyOnWriteArrayList;
import java.util.concurrent.ExecutorService;
import java.util.concurrent.Executors;

/**
 * A web server on the loop-back address; each folder at its root is a mirror with its own manner.
 */
final class TestServer implements AutoCloseable {
  /** How a mirror answers. */
  @FunctionalInterface
  interface Manner {
    /** Answers {@code exchange}, which asks for a file with the given content. */
    void answer(HttpExchange exchange, byte[] content) throws IOException;
  }

  private final HttpServer server;
  private final ExecutorService threads = Executors.newCachedThreadPool();
  private final Map<String, byte[]> contents = new ConcurrentHashMap<>();
  private final List<String> requests = new CopyOnWriteArrayList<>();

  TestServer() throws IOException {
    server = HttpServer.create(new InetSocketAddress(InetAddress.getLoopbackAddress(), 0), 0);
    server.setExecutor(threads);
    server.start();
  }

  /** A mirror of the four tiny files, compressed. */
  URI mirror(String name, Manner manner) {
    for (IdxFile file : IdxFile.values()) {
      contents.put(file.fileName() + ".gz", TinyIdx.gzip(TinyIdx.plain(file)));
    }
    server.createContext(
        "/" + name + "/",
        exchange -> {
          String range = exchange.getRequestHeaders().getFirst("Range");
          requests.add(name + (range == null ? "" : " " + range));
          String path = exchange.getRequestURI().getPath();
          try (exchange) {
            manner.answer(exchange, contents.get(path.substring(path.lastIndexOf('/') + 1)));
          }
        });
    return URI.create("http://localhost:" + server.getAddress().getPort() + "/" + name + "/");
  }

  /** The mirrors that were asked, in order, each with the range that was asked for. */
  List<String> requests() {
    return requests;
  }

  /** Answers with all of it, or with the range that was asked for. */
  static void properly(HttpExchange exchange, byte[] content) throws IOException {
    String range = exchange.getRequestHeaders().getFirst("Range");
    if (range == null) {
      wholly(exchange, content);
      return;
    }
    int from = Integer.parseInt(range.replaceAll("\\D", ""));
    if (from >= content.length) {
      exchange.getResponseHeaders().set("Content-Range", "bytes */" + content.length);
      exchange.sendResponseHeaders(416, -1);
      return;
    }
    exchange
        .getResponseHeaders()
        .set("Content-Range", "bytes " + from + "-" + (content.length - 1) + "/" + content.length);
    exchange.sendResponseHeaders(206, content.length - from);
    exchange.getResponseBody().write(content, from, content.length - from);
  }

  /** Answers with all of it, whatever range was asked for. */
  static void wholly(HttpExchange exchange, byte[] content) throws IOException {
    exchange.sendResponseHeaders(200, content.length);
    exchange.getResponseBody().write(content);
  }

  /** Promises all of it and hangs up half-way. */
  static void halfAndHangUp(HttpExchange exchange, byte[] content) throws IOException {
    exchange.sendResponseHeaders(200, content.length);
    exchange.getResponseBody().write(content, 0, content.length / 2);
    exchange.getResponseBody().flush();
  }

  /** Does not know the file. */
  static void notFound(HttpExchange exchange, byte[] content) throws IOException {
    exchange.sendResponseHeaders(404, -1);
  }

  /** Delivers an intact file with one pixel or label changed. */
  static void altered(HttpExchange exchange, byte[] content) throws IOException {
    IdxFile file =
        Arrays.stream(IdxFile.values())
            .filter(f -> exchange.getRequestURI().getPath().contains(f.fileName()))
            .findFirst()
            .orElseThrow();
    byte[] plain = TinyIdx.plain(file);
    plain[plain.length - 1] ^= 1;
    wholly(exchange, TinyIdx.gzip(plain));
  }

  /** Delivers a page that says something else. */
  static void page(HttpExchange exchange, byte[] content) throws IOException {
    wholly(exchange, "<html>please log in</html>".getBytes());
  }

  @Override
  public void close() {
    server.stop(0);
    threads.shutdownNow();
  }
}
