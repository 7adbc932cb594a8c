package dev.ornstein.mnist.data;

import static org.junit.jupiter.api.Assertions.assertEquals;

import java.net.InetSocketAddress;
import java.net.Proxy;
import java.net.ProxySelector;
import java.net.URI;
import java.util.Map;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;

class EnvironmentProxiesTest {
  private static final URI PAGE = URI.create("https://data.example.org/file");

  private static Proxy proxy(Map<String, String> environment, URI uri) {
    return new EnvironmentProxies(environment, ProxySelector.of(null)).select(uri).get(0);
  }

  private static Proxy http(String host, int port) {
    return new Proxy(Proxy.Type.HTTP, new InetSocketAddress(host, port));
  }

  @Test
  void withoutVariablesThereIsNone() {
    assertEquals(Proxy.NO_PROXY, proxy(Map.of(), PAGE));
    assertEquals(Proxy.NO_PROXY, proxy(Map.of("https_proxy", " "), PAGE));
  }

  @Test
  void theVariableOfTheSchemeCounts() {
    Map<String, String> both =
        Map.of("https_proxy", "http://127.0.0.1:3128/", "HTTP_PROXY", "127.0.0.2:8080");
    assertEquals(http("127.0.0.1", 3128), proxy(both, PAGE));
    assertEquals(http("127.0.0.2", 8080), proxy(both, URI.create("http://example.org/")));
    assertEquals(http("127.0.0.3", 80), proxy(Map.of("all_proxy", "http://127.0.0.3"), PAGE));
  }

  @Test
  void aSystemPropertyComesFirst() {
    ProxySelector system = ProxySelector.of(new InetSocketAddress("127.0.0.9", 99));
    EnvironmentProxies proxies =
        new EnvironmentProxies(Map.of("https_proxy", "http://127.0.0.1:3128"), system);
    assertEquals(http("127.0.0.9", 99), proxies.select(PAGE).get(0));
  }

  @ParameterizedTest
  @ValueSource(strings = {"*", "example.org", ".example.org", "localhost, data.example.org"})
  void someHostsNeedNone(String except) {
    Map<String, String> set = Map.of("https_proxy", "http://127.0.0.1:1", "no_proxy", except);
    assertEquals(Proxy.NO_PROXY, proxy(set, PAGE));
  }

  @ParameterizedTest
  @ValueSource(strings = {"", "ample.org", "example.com", "org.data"})
  void otherHostsNeedIt(String except) {
    Map<String, String> set = Map.of("https_proxy", "http://127.0.0.1:1", "no_proxy", except);
    assertEquals(http("127.0.0.1", 1), proxy(set, PAGE));
  }

  @ParameterizedTest
  @ValueSource(strings = {"socks5://127.0.0.1:1080", "http://", "::", "a b"})
  void addressesThatMakeNoSenseAreIgnored(String address) {
    assertEquals(Proxy.NO_PROXY, proxy(Map.of("https_proxy", address), PAGE));
  }
}
