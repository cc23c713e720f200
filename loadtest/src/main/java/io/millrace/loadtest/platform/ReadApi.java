package io.millrace.loadtest.platform;

import io.millrace.schemas.event.Position;
import java.io.IOException;
import java.net.URI;
import java.net.URLEncoder;
import java.net.http.HttpRequest;
import java.net.http.HttpResponse;
import java.nio.charset.StandardCharsets;
import java.time.Duration;
import java.util.ArrayList;
import java.util.Collection;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.TreeMap;
import java.util.stream.Collectors;
import org.jspecify.annotations.Nullable;
import tools.jackson.databind.JsonNode;
import tools.jackson.databind.json.JsonMapper;

/** The read API of projection-store, for a reader who may come while it is away. */
public final class ReadApi {

  private static final JsonMapper JSON = new JsonMapper();
  private static final Duration TIMEOUT = Duration.ofSeconds(5);
  private static final Duration PATIENCE = Duration.ofSeconds(30);
  private static final long PAUSE_MILLIS = 50;
  private static final int OK = 200;
  private static final int NOT_FOUND = 404;
  private static final int LONGEST_WAIT_SECONDS = 1;

  private final Balancer balancer;
  private final String apiKey;
  private final @Nullable String user;

  /**
   * A client.
   *
   * @param urls of every process of projection-store, without a slash at the end
   * @param apiKey with scope read
   */
  public ReadApi(List<String> urls, String apiKey) {
    this(new Balancer(urls), apiKey, null);
  }

  private ReadApi(Balancer balancer, String apiKey, @Nullable String user) {
    this.balancer = balancer;
    this.apiKey = apiKey;
    this.user = user;
  }

  /** The same for a user of the key's owner. */
  public ReadApi as(String userId) {
    return new ReadApi(balancer, apiKey, userId);
  }

  /**
   * Reads once what is there when the read covers the positions; empty when it does not yet. That
   * there is nothing (404) is an answer too.
   */
  public Optional<JsonNode> readAfter(String path, Collection<Position> positions)
      throws InterruptedException {
    HttpRequest request =
        request(path)
            .header("X-Read-After", newest(positions))
            .header("Prefer", "wait=" + LONGEST_WAIT_SECONDS)
            .build();
    try {
      HttpResponse<String> response = balancer.send(request);
      if (isAnswer(response.statusCode())) {
        return Optional.of(JSON.readTree(response.body()));
      }
      if (response.statusCode() / 100 == 4) {
        throw unexpected(path, response);
      }
    } catch (IOException e) {
      // away: not yet
    }
    Thread.sleep(PAUSE_MILLIS);
    return Optional.empty();
  }

  /** Reads once; what went wrong, empty for nothing. */
  public String trouble(String path) throws InterruptedException {
    try {
      int status = balancer.send(request(path).build()).statusCode();
      return isAnswer(status) ? "" : path + ": " + status;
    } catch (IOException e) {
      return path + ": " + e;
    }
  }

  /** Reads what must be there. */
  public JsonNode get(String path) throws InterruptedException {
    return find(path).orElseThrow(() -> new PlatformException("GET " + path + ": 404"));
  }

  /** Reads all pages of a list, in their order; the path has a query. */
  public List<JsonNode> list(String path, String name) throws InterruptedException {
    List<JsonNode> entries = new ArrayList<>();
    JsonNode page = get(path);
    page.path(name).forEach(entries::add);
    while (page.hasNonNull("nextCursor")) {
      String cursor = URLEncoder.encode(page.path("nextCursor").asString(), StandardCharsets.UTF_8);
      page = get(path + "&cursor=" + cursor);
      page.path(name).forEach(entries::add);
    }
    return entries;
  }

  /** Reads what may be there. */
  public Optional<JsonNode> find(String path) throws InterruptedException {
    long limit = System.nanoTime() + PATIENCE.toNanos();
    while (true) {
      try {
        HttpResponse<String> response = balancer.send(request(path).build());
        if (response.statusCode() == OK) {
          return Optional.of(JSON.readTree(response.body()));
        }
        if (response.statusCode() == NOT_FOUND) {
          return Optional.empty();
        }
        if (response.statusCode() < 500 || System.nanoTime() > limit) {
          throw unexpected(path, response);
        }
      } catch (IOException e) {
        if (System.nanoTime() > limit) {
          throw new PlatformException("GET " + path + ": " + e);
        }
      }
      Thread.sleep(PAUSE_MILLIS);
    }
  }

  private static boolean isAnswer(int status) {
    return status == OK || status == NOT_FOUND;
  }

  private HttpRequest.Builder request(String path) {
    HttpRequest.Builder request =
        HttpRequest.newBuilder(URI.create(balancer.url() + path))
            .timeout(TIMEOUT)
            .header("Authorization", "Bearer " + apiKey);
    return user == null ? request : request.header("X-User-Id", user);
  }

  /** The newest position of each partition, as the header has it. */
  private static String newest(Collection<Position> positions) {
    Map<String, Position> newest = new TreeMap<>();
    for (Position position : positions) {
      newest.merge(
          position.topic() + "-" + position.partition(),
          position,
          (one, other) -> one.offset() > other.offset() ? one : other);
    }
    return newest.values().stream().map(Position::toString).collect(Collectors.joining(", "));
  }

  private static PlatformException unexpected(String path, HttpResponse<String> response) {
    return new PlatformException(
        "GET " + path + ": " + response.statusCode() + " " + response.body());
  }
}
