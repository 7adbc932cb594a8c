package dev.ornstein.mnist.data;

import dev.ornstein.tensor.UserError;
import java.io.IOException;
import java.io.InputStream;
import java.net.ConnectException;
import java.net.ProxySelector;
import java.net.URI;
import java.net.http.HttpClient;
import java.net.http.HttpRequest;
import java.net.http.HttpResponse;
import java.net.http.HttpTimeoutException;
import java.nio.ByteBuffer;
import java.nio.channels.FileChannel;
import java.nio.channels.UnresolvedAddressException;
import java.nio.file.AccessDeniedException;
import java.nio.file.FileAlreadyExistsException;
import java.nio.file.FileSystemException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.nio.file.StandardCopyOption;
import java.nio.file.StandardOpenOption;
import java.time.Duration;
import java.util.ArrayList;
import java.util.List;
import java.util.function.Consumer;

/**
 * Fetches the files of a {@link MnistSource} into a folder. What arrives is kept in {@code
 * NAME.part} until its checksum fits and it lies safely on the disk; only then it gets its name, in
 * one step. So a file either is there and right or is not there; an interrupted download goes on
 * where it stopped, be it at another mirror.
 */
final class Downloader {
  /** The largest file that is wanted has 26 MB. */
  private static final long USUAL_LIMIT = 100L << 20;

  private static final int OK = 200;
  private static final int PARTIAL_CONTENT = 206;
  private static final int RANGE_NOT_SATISFIABLE = 416;

  private final Duration connectTimeout;
  private final Duration patience;
  private final long limit;

  /**
   * @param connectTimeout how long a mirror may take to accept a connection
   * @param patience how long a mirror may stay silent afterwards
   * @param limit the length in bytes at which a file is given up
   */
  Downloader(Duration connectTimeout, Duration patience, long limit) {
    this.connectTimeout = connectTimeout;
    this.patience = patience;
    this.limit = limit;
  }

  /** A downloader that gives up on a mirror after 5 s without connection or 20 s of silence. */
  Downloader() {
    this(Duration.ofSeconds(5), Duration.ofSeconds(20), USUAL_LIMIT);
  }

  /** The fault of one mirror; the next one is tried. */
  private static final class MirrorFault extends Exception {
    private static final long serialVersionUID = 1L;

    MirrorFault(String reason) {
      super(reason);
    }
  }

  /**
   * Fetches one file, unless another process has done so meanwhile.
   *
   * @param source which dataset
   * @param file which of its files
   * @param folder where it is put, as {@code NAME.gz}; made when missing
   * @param log receives a line when a mirror starts to deliver
   * @return what it holds
   * @throws UserError when no mirror delivers it, or the folder cannot be written
   */
  IdxArray fetch(MnistSource source, IdxFile file, Path folder, Consumer<String> log) {
    Path target = folder.resolve(file.fileName() + ".gz");
    Checksum expected = source.checksums().get(file);
    try {
      Files.createDirectories(folder);
      try (FolderLock lock = FolderLock.acquire(folder)) {
        IdxArray there = ifRight(file, target, expected);
        return there != null ? there : fromMirrors(source, file, target, log);
      }
    } catch (IOException e) {
      throw new UserError(
          String.format(
              "the cache %s cannot be written (%s); make it writable or set ORNSTEIN_DATA to a"
                  + " folder that is",
              folder, reason(e)),
          e);
    }
  }

  private static IdxArray ifRight(IdxFile file, Path path, Checksum expected) {
    if (!Files.exists(path)) {
      return null;
    }
    try {
      IdxArray array = file.read(path);
      return expected.fits(array) ? array : null;
    } catch (UserError e) {
      return null; // damaged: it is about to be replaced
    }
  }

  private IdxArray fromMirrors(MnistSource source, IdxFile file, Path target, Consumer<String> log)
      throws IOException {
    HttpClient client =
        HttpClient.newBuilder()
            .connectTimeout(connectTimeout)
            .followRedirects(HttpClient.Redirect.NORMAL)
            .proxy(new EnvironmentProxies(System.getenv(), ProxySelector.getDefault()))
            .build();
    List<String> faults = new ArrayList<>();
    for (URI mirror : source.mirrors()) {
      try {
        return fromMirror(client, mirror, file, source.checksums().get(file), target, log);
      } catch (MirrorFault e) {
        faults.add(mirror.getHost() + ": " + e.getMessage());
      }
    }
    throw new UserError(
        String.format(
            "%s of %s could not be fetched (%s); check the network, or put the four files into %s",
            file.fileName(), source.title(), String.join("; ", faults), target.getParent()));
  }

  private IdxArray fromMirror(
      HttpClient client,
      URI mirror,
      IdxFile file,
      Checksum expected,
      Path target,
      Consumer<String> log)
      throws MirrorFault, IOException {
    Path part = target.resolveSibling(target.getFileName() + ".part");
    URI uri = mirror.resolve(target.getFileName().toString());
    boolean resumed = transfer(client, uri, part, log);
    IdxArray array = ifRight(file, part, expected);
    if (array == null && resumed) {
      // The older part may have been damaged, or come from a mirror that compresses differently.
      Files.delete(part);
      transfer(client, uri, part, log);
      array = ifRight(file, part, expected);
    }
    if (array == null) {
      String fault = whatIsWrong(file, part, expected);
      Files.delete(part);
      throw new MirrorFault(fault);
    }
    force(part);
    Files.move(part, target, StandardCopyOption.ATOMIC_MOVE, StandardCopyOption.REPLACE_EXISTING);
    return array;
  }

  private static String whatIsWrong(IdxFile file, Path part, Checksum expected) {
    try {
      return "wrong checksum, " + expected.of(file.read(part)) + " instead of " + expected.hex();
    } catch (UserError e) {
      return "what it delivers is not the IDX file";
    }
  }

  /**
   * Brings {@code part} to the full length, from where it ends.
   *
   * @return {@code true} when something that was there before has been kept
   */
  private boolean transfer(HttpClient client, URI uri, Path part, Consumer<String> log)
      throws MirrorFault, IOException {
    long have = Files.exists(part) ? Files.size(part) : 0;
    HttpRequest.Builder request =
        HttpRequest.newBuilder(uri).timeout(patience).header("Accept-Encoding", "identity");
    if (have > 0) {
      request.header("Range", "bytes=" + have + "-");
    }
    HttpResponse<InputStream> response = send(client, request.build());
    try (InputStream body = response.body()) {
      int status = response.statusCode();
      if (have > 0 && status == RANGE_NOT_SATISFIABLE) {
        return true; // nothing is missing, or too much is there: the checksum tells
      }
      boolean append = have > 0 && continues(response, have);
      if (status != OK && !append) {
        throw new MirrorFault("answers with status " + status);
      }
      log.accept("Fetching " + uri + (append ? " from byte " + have + " on" : ""));
      save(body, part, append);
      return append;
    }
  }

  private static boolean continues(HttpResponse<?> response, long have) {
    return response.statusCode() == PARTIAL_CONTENT
        && response
            .headers()
            .firstValue("Content-Range")
            .orElse("")
            .startsWith("bytes " + have + "-");
  }

  private HttpResponse<InputStream> send(HttpClient client, HttpRequest request)
      throws MirrorFault {
    try {
      return client.send(request, HttpResponse.BodyHandlers.ofInputStream());
    } catch (IOException e) {
      throw new MirrorFault(reason(e));
    } catch (InterruptedException e) {
      Thread.currentThread().interrupt();
      throw new MirrorFault("interrupted");
    }
  }

  private static String reason(IOException e) {
    for (Throwable t = e; t != null; t = t.getCause()) {
      if (t instanceof UnresolvedAddressException) {
        return "host not found";
      }
    }
    if (e instanceof HttpTimeoutException) {
      return "no answer in time";
    }
    if (e instanceof ConnectException) {
      return "no connection";
    }
    if (e instanceof FileAlreadyExistsException) {
      return "a file is in the way";
    }
    if (e instanceof AccessDeniedException) {
      return "permission is denied";
    }
    if (e instanceof FileSystemException && ((FileSystemException) e).getReason() != null) {
      return ((FileSystemException) e).getReason();
    }
    return e.getMessage() == null ? e.getClass().getSimpleName() : e.getMessage();
  }

  /** Copies to the disk; whatever arrived before a fault stays there for the next attempt. */
  private void save(InputStream body, Path part, boolean append) throws MirrorFault, IOException {
    StandardOpenOption how =
        append ? StandardOpenOption.APPEND : StandardOpenOption.TRUNCATE_EXISTING;
    byte[] buffer = new byte[1 << 16];
    try (FileChannel out =
            FileChannel.open(part, StandardOpenOption.CREATE, StandardOpenOption.WRITE, how);
        StallGuard in = new StallGuard(body, patience)) {
      for (int n = read(in, buffer); n >= 0; n = read(in, buffer)) {
        for (ByteBuffer bytes = ByteBuffer.wrap(buffer, 0, n); bytes.hasRemaining(); ) {
          out.write(bytes);
        }
        if (out.size() > limit) {
          out.truncate(0);
          throw new MirrorFault("delivers more than " + limit + " bytes");
        }
      }
    }
  }

  private static void force(Path file) throws IOException {
    try (FileChannel channel = FileChannel.open(file, StandardOpenOption.WRITE)) {
      channel.force(true);
    }
  }

  private static int read(StallGuard in, byte[] buffer) throws MirrorFault {
    try {
      return in.read(buffer);
    } catch (IOException e) {
      throw new MirrorFault(reason(e));
    }
  }
}
