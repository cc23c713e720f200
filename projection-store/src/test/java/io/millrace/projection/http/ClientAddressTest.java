package io.millrace.projection.http;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import java.net.InetSocketAddress;
import java.util.List;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;
import org.springframework.mock.http.server.reactive.MockServerHttpRequest;
import org.springframework.mock.web.server.MockServerWebExchange;
import org.springframework.web.reactive.function.server.ServerRequest;

class ClientAddressTest {

  private static final String XFF = "X-Forwarded-For";

  @Test
  void of_isPeerWhereNoProxyIsTrusted() {
    ClientAddress address = address("x-forwarded-for");

    assertThat(address.of(request("192.0.2.7", XFF, "198.51.100.1"))).isEqualTo("192.0.2.7");
  }

  @Test
  void of_isPeerWherePeerIsNoProxy() {
    ClientAddress address = address("x-forwarded-for", "10.0.0.0/8");

    assertThat(address.of(request("192.0.2.7", XFF, "198.51.100.1"))).isEqualTo("192.0.2.7");
  }

  @ParameterizedTest
  @CsvSource(
      delimiter = '|',
      value = {
        "198.51.100.1 | 198.51.100.1",
        "1.1.1.1, 198.51.100.1 | 198.51.100.1",
        "1.1.1.1, 198.51.100.1, 10.9.9.9 | 198.51.100.1",
        "198.51.100.1:4711 | 198.51.100.1",
        "1.1.1.1, 2001:db8:1:2:3:4:5:6 | 2001:db8:1:2:0:0:0:0/64",
        "[2001:db8:1:2::9]:443, 10.1.1.1 | 2001:db8:1:2:0:0:0:0/64",
        "10.2.2.2, 10.1.1.1 | 10.2.2.2",
        "1.1.1.1, unknown | 10.0.0.1",
        "'' | 10.0.0.1"
      })
  void of_isRightMostThatIsNoProxy(String header, String expected) {
    ClientAddress address = address("X-Forwarded-For", "10.0.0.0/8", "fd00::/8");

    assertThat(address.of(request("10.0.0.1", XFF, header))).isEqualTo(expected);
  }

  @Test
  void of_readsLinesOfHeaderInOrder() {
    ClientAddress address = address("x-forwarded-for", "10.0.0.1");

    assertThat(address.of(request("10.0.0.1", XFF, "1.1.1.1", "2.2.2.2"))).isEqualTo("2.2.2.2");
  }

  @ParameterizedTest
  @CsvSource(
      delimiter = '|',
      value = {
        "for=198.51.100.1;proto=https;by=10.0.0.1 | 198.51.100.1",
        "for=1.1.1.1, For=\"[2001:db8::1]:4711\" | 2001:db8:0:0:0:0:0:0/64",
        "for=_hidden | 10.0.0.1",
        "proto=http | 10.0.0.1"
      })
  void of_readsForwarded(String header, String expected) {
    ClientAddress address = address("forwarded", "10.0.0.1/32");

    assertThat(address.of(request("10.0.0.1", "Forwarded", header))).isEqualTo(expected);
  }

  @Test
  void of_neverReadsTheOtherHeader() {
    ClientAddress address = address("x-forwarded-for", "10.0.0.1/32");

    assertThat(address.of(request("10.0.0.1", "Forwarded", "for=1.1.1.1"))).isEqualTo("10.0.0.1");
  }

  @Test
  void constructor_refusesWhatIsNoNetwork() {
    assertThatThrownBy(() -> address("x-forwarded-for", "proxy.example"))
        .hasMessageContaining("trusted-proxies: proxy.example");
    assertThatThrownBy(() -> address("x-real-ip")).hasMessageContaining("header: x-real-ip");
  }

  private static ClientAddress address(String header, String... trusted) {
    return new ClientAddress(new ProxySettings(List.of(trusted), header));
  }

  private static ServerRequest request(String peer, String header, String... values) {
    MockServerHttpRequest request =
        MockServerHttpRequest.get("/")
            .header(header, values)
            .remoteAddress(new InetSocketAddress(peer, 4711))
            .build();
    return ServerRequest.create(MockServerWebExchange.from(request), List.of());
  }
}
