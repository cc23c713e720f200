package io.millrace.loadtest.platform;

import java.io.IOException;
import java.net.ConnectException;
import java.net.URI;
import java.net.http.HttpClient;
import java.net.http.HttpRequest;
import java.net.http.HttpResponse;
import java.net.http.HttpResponse.BodyHandlers;
import java.time.Duration;
import java.util.ArrayList;
import java.util.Comparator;
import java.util.List;
import java.util.concurrent.atomic.AtomicInteger;
import java.util.concurrent.atomic.AtomicLongArray;
import org.jspecify.annotations.Nullable;

/**
 * Sends a request to any process of an app that answers, as a load balancer would: in turns, past
 * those that did not a moment ago. What cannot be connected is tried elsewhere at once; so is a
 * read that is cut off, or answered with 502 or 503. Whoever writes is told and writes again
 * himself.
 */
public final class Balancer {

  private static final Duration REST = Duration.ofMillis(500);
  private static final int BAD_GATEWAY = 502;
  private static final int UNAVAILABLE = 503;

  private final HttpClient http =
      HttpClient.newBuilder()
          .version(HttpClient.Version.HTTP_1_1)
          .connectTimeout(Duration.ofSeconds(2))
          .build();
  private final AtomicInteger turn = new AtomicInteger();
  private final List<String> urls;
  private final AtomicLongArray restsUntil;

  /** For the processes at these URLs, without a slash at the end. */
  public Balancer(List<String> urls) {
    if (urls.isEmpty()) {
      throw new IllegalArgumentException("urls: none");
    }
    this.urls = List.copyOf(urls);
    this.restsUntil = new AtomicLongArray(urls.size());
    long now = System.nanoTime();
    for (int i = 0; i < urls.size(); i++) {
      restsUntil.set(i, now);
    }
  }

  /** Where requests are addressed to; they go to any. */
  public String url() {
    return urls.get(0);
  }

  /** The answer of one that answers; else what the last one said or did. */
  public HttpResponse<String> send(HttpRequest request) throws IOException, InterruptedException {
    boolean read = request.method().equals("GET");
    @Nullable HttpResponse<String> refused = null;
    @Nullable IOException trouble = null;
    for (int next : order()) {
      try {
        HttpResponse<String> response = http.send(at(next, request), BodyHandlers.ofString());
        int status = response.statusCode();
        if (!read || (status != BAD_GATEWAY && status != UNAVAILABLE)) {
          return response;
        }
        refused = response;
      } catch (IOException e) {
        if (!read && !(e instanceof ConnectException)) {
          rest(next);
          throw e;
        }
        trouble = e;
      }
      rest(next);
    }
    if (refused != null) {
      return refused;
    }
    throw trouble == null ? new IOException("no answer") : trouble;
  }

  private void rest(int index) {
    restsUntil.set(index, System.nanoTime() + REST.toNanos());
  }

  /** In turns; those that rest come last. */
  private List<Integer> order() {
    int first = Math.floorMod(turn.getAndIncrement(), urls.size());
    long now = System.nanoTime();
    List<Integer> order = new ArrayList<>();
    for (int i = 0; i < urls.size(); i++) {
      order.add((first + i) % urls.size());
    }
    order.sort(Comparator.comparing(index -> restsUntil.get(index) - now > 0));
    return order;
  }

  private HttpRequest at(int index, HttpRequest request) {
    String url = urls.get(index);
    String asked = request.uri().toString();
    if (asked.startsWith(url + "/")) {
      return request;
    }
    URI uri = URI.create(url + asked.substring(asked.indexOf('/', "http://".length())));
    return HttpRequest.newBuilder(request, (name, value) -> true).uri(uri).build();
  }
}
