package io.millrace.loadtest.platform;

import static java.nio.charset.StandardCharsets.UTF_8;
import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import com.sun.net.httpserver.HttpServer;
import java.io.IOException;
import java.net.InetAddress;
import java.net.InetSocketAddress;
import java.net.URI;
import java.net.http.HttpRequest;
import java.net.http.HttpRequest.BodyPublishers;
import java.util.ArrayList;
import java.util.List;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.Test;

class BalancerTest {

  private static final int HANGS_UP = 0;

  private final List<HttpServer> servers = new ArrayList<>();

  @AfterEach
  void stop() {
    servers.forEach(server -> server.stop(0));
  }

  @Test
  void send_takesTurns() throws Exception {
    Balancer balancer = new Balancer(List.of(server("a", 200), server("b", 200)));
    assertThat(List.of(get(balancer), get(balancer), get(balancer)))
        .containsExactly("200 a /x?y=1", "200 b /x?y=1", "200 a /x?y=1");
  }

  @Test
  void send_readsFromAnyThatAnswers() throws Exception {
    for (int status : List.of(503, 502, HANGS_UP)) {
      Balancer balancer = new Balancer(List.of(server("a", status), server("b", 200)));
      assertThat(get(balancer)).as("after %d", status).isEqualTo("200 b /x?y=1");
      assertThat(get(balancer)).isEqualTo("200 b /x?y=1");
      assertThat(get(balancer)).as("rests").isEqualTo("200 b /x?y=1");
    }
  }

  @Test
  void send_writesOnceUnlessNothingListens() throws Exception {
    Balancer cut = new Balancer(List.of(server("a", HANGS_UP), server("b", 202)));
    assertThatThrownBy(() -> post(cut)).isInstanceOf(IOException.class);
    assertThat(post(cut)).isEqualTo("202 b /x?y=1");

    HttpServer gone = servers.get(0);
    String url = "http://localhost:" + gone.getAddress().getPort();
    gone.stop(0);
    assertThat(post(new Balancer(List.of(url, server("c", 202))))).isEqualTo("202 c /x?y=1");
  }

  @Test
  void send_tellsWhatTheLastOneSaid() throws Exception {
    Balancer balancer = new Balancer(List.of(server("a", 503), server("b", 503)));
    assertThat(get(balancer)).startsWith("503 ");
    assertThat(get(new Balancer(List.of(server("c", 504))))).isEqualTo("504 c /x?y=1");
  }

  private static String get(Balancer balancer) throws Exception {
    return send(balancer, request(balancer).build());
  }

  private static String post(Balancer balancer) throws Exception {
    return send(balancer, request(balancer).POST(BodyPublishers.ofString("{}")).build());
  }

  private static HttpRequest.Builder request(Balancer balancer) {
    return HttpRequest.newBuilder(URI.create(balancer.url() + "/x?y=1"));
  }

  private static String send(Balancer balancer, HttpRequest request) throws Exception {
    var response = balancer.send(request);
    return response.statusCode() + " " + response.body();
  }

  private String server(String name, int status) throws IOException {
    HttpServer server =
        HttpServer.create(new InetSocketAddress(InetAddress.getLoopbackAddress(), 0), 0);
    server.createContext(
        "/",
        exchange -> {
          if (status != HANGS_UP) {
            byte[] body = (name + " " + exchange.getRequestURI()).getBytes(UTF_8);
            exchange.sendResponseHeaders(status, body.length);
            exchange.getResponseBody().write(body);
          }
          exchange.close();
        });
    server.start();
    servers.add(server);
    return "http://localhost:" + server.getAddress().getPort();
  }
}
