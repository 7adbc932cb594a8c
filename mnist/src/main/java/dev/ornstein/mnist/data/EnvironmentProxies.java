package dev.ornstein.mnist.data;

import java.io.IOException;
import java.net.InetSocketAddress;
import java.net.Proxy;
import java.net.ProxySelector;
import java.net.SocketAddress;
import java.net.URI;
import java.util.List;
import java.util.Locale;
import java.util.Map;

/**
 * The proxy that the shell's variables {@code https_proxy}, {@code http_proxy}, {@code all_proxy}
 * and {@code no_proxy} (in either case) name, as other command-line tools use it: the JDK by itself
 * looks at its system properties only. Those come first where they are set. A user name and
 * password within a proxy's address are not used.
 */
final class EnvironmentProxies extends ProxySelector {
  private final Map<String, String> environment;
  private final ProxySelector system;

  /**
   * @param environment variables by name
   * @param system asked first; whatever proxy it names is taken
   */
  EnvironmentProxies(Map<String, String> environment, ProxySelector system) {
    this.environment = environment;
    this.system = system;
  }

  @Override
  public List<Proxy> select(URI uri) {
    List<Proxy> named = system == null ? List.of() : system.select(uri);
    if (named.stream().anyMatch(proxy -> proxy.type() != Proxy.Type.DIRECT)) {
      return named;
    }
    String address = variable(uri.getScheme() + "_proxy");
    if (address.isEmpty()) {
      address = variable("all_proxy");
    }
    InetSocketAddress proxy = address.isEmpty() || excluded(uri.getHost()) ? null : parse(address);
    return List.of(proxy == null ? Proxy.NO_PROXY : new Proxy(Proxy.Type.HTTP, proxy));
  }

  private String variable(String name) {
    String value = environment.get(name);
    if (value == null) {
      value = environment.getOrDefault(name.toUpperCase(Locale.ROOT), "");
    }
    return value.trim();
  }

  private boolean excluded(String host) {
    for (String entry : variable("no_proxy").split("[\\s,]+")) {
      String suffix = entry.startsWith(".") ? entry.substring(1) : entry;
      if (entry.equals("*")
          || !suffix.isEmpty() && (host.equals(suffix) || host.endsWith("." + suffix))) {
        return true;
      }
    }
    return false;
  }

  /** {@code null} when the address makes no sense or is of a SOCKS proxy: then there is none. */
  private static InetSocketAddress parse(String address) {
    try {
      URI uri = URI.create(address.contains("://") ? address : "http://" + address);
      if (uri.getHost() == null || !uri.getScheme().startsWith("http")) {
        return null;
      }
      int usual = uri.getScheme().equals("https") ? 443 : 80;
      return new InetSocketAddress(uri.getHost(), uri.getPort() < 0 ? usual : uri.getPort());
    } catch (IllegalArgumentException e) {
      return null;
    }
  }

  @Override
  public void connectFailed(URI uri, SocketAddress address, IOException fault) {
    // The client reports the fault itself, and there is no second proxy to turn to.
  }
}
