package io.millrace.infra.embedded.llm;

import java.io.IOException;
import java.io.UncheckedIOException;
import java.net.InetAddress;
import java.net.ServerSocket;
import java.net.Socket;
import java.util.ArrayDeque;
import java.util.Deque;
import java.util.List;
import java.util.Map;
import java.util.Set;
import java.util.concurrent.ConcurrentHashMap;
import java.util.concurrent.ExecutorService;
import java.util.concurrent.Executors;
import java.util.concurrent.atomic.AtomicBoolean;
import java.util.concurrent.atomic.AtomicInteger;
import org.jspecify.annotations.Nullable;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;
import tools.jackson.core.JacksonException;
import tools.jackson.databind.JsonNode;

/**
 * An HTTP server on loopback that speaks OpenAI's protocol, streaming and not, and does what the
 * first words of the last message say; anything else is answered with {@code echo: } and the
 * message. These may be joined, as in {@code status 500 times 2 tokens 20 every 50}:
 *
 * <ul>
 *   <li>{@code delay MS} before anything comes, {@code tokens N} words as the answer, {@code every
 *       MS} between them, {@code tools} two tool calls as the answer;
 *   <li>{@code status N} is the answer, with {@code code NAME} in it and a {@code hint} when to
 *       come again: {@code retry-after-ms=300}, {@code retry-after=2}, {@code retry-after=date+2},
 *       {@code x-ratelimit-reset-tokens=6m0s}, {@code gemini=2s};
 *   <li>{@code stall [N]} sends nothing more after N pieces, {@code cut N} breaks the connection;
 *   <li>{@code times N}: what goes wrong does so on the first N calls with this message;
 *   <li>{@code body TEXT}: that is the answer's body.
 * </ul>
 *
 * <p>A client that goes away ends its call at once. {@code GET /stats} tells {@link #total}, {@link
 * #live} and {@link #mostLive} where the server is another process.
 */
public final class FakeLlmServer implements AutoCloseable {

  private static final Logger log = LoggerFactory.getLogger(FakeLlmServer.class);
  private static final int CALLS_KEPT = 10_000;
  private static final int BACKLOG = 512;

  private final ServerSocket server;
  private final Set<HttpConnection> connections = ConcurrentHashMap.newKeySet();
  private final Map<String, AtomicInteger> timesAsked = new ConcurrentHashMap<>();
  private final Deque<Call> calls = new ArrayDeque<>();
  private final ExecutorService threads =
      Executors.newCachedThreadPool(
          runnable -> {
            Thread thread = new Thread(runnable, "fake-llm");
            thread.setDaemon(true);
            return thread;
          });
  private volatile String always = "";
  private long total;
  private int live;
  private int mostLive;

  /**
   * One call as it came in.
   *
   * @param authorization the header; {@code null} in words where there is none
   */
  public record Call(String path, String authorization, JsonNode body) {

    /** The last message's text. */
    public String prompt() {
      JsonNode messages = body.path("messages");
      return messages.path(messages.size() - 1).path("content").asString("");
    }
  }

  /** On a free port. */
  public FakeLlmServer() {
    this(0);
  }

  public FakeLlmServer(int port) {
    try {
      server = new ServerSocket(port, BACKLOG, InetAddress.getLoopbackAddress());
    } catch (IOException e) {
      throw new UncheckedIOException(e);
    }
    threads.execute(this::accept);
  }

  /** What {@code LLM_BASE_URL} is to be. */
  public String url() {
    return "http://localhost:" + server.getLocalPort();
  }

  /** From now on every call is answered as this message would be; empty ends it. */
  public void always(String script) {
    always = script;
  }

  /** The latest calls, oldest first: up to 10,000. */
  public List<Call> calls() {
    synchronized (calls) {
      return List.copyOf(calls);
    }
  }

  /** How many calls there were. */
  public long total() {
    synchronized (calls) {
      return total;
    }
  }

  /** How many calls are open: not answered in full, and the client there. */
  public int live() {
    synchronized (calls) {
      return live;
    }
  }

  /** The most calls that were open at one time. */
  public int mostLive() {
    synchronized (calls) {
      return mostLive;
    }
  }

  private void accept() {
    while (!server.isClosed()) {
      try {
        Socket socket = server.accept();
        threads.execute(() -> serve(socket));
      } catch (IOException e) {
        log.debug("accept failed", e);
      }
    }
  }

  private void serve(Socket socket) {
    try (HttpConnection connection = new HttpConnection(socket)) {
      connections.add(connection);
      try {
        HttpConnection.Request request = connection.next();
        while (request != null && !server.isClosed() && answer(connection, request)) {
          request = connection.next();
        }
      } finally {
        connections.remove(connection);
      }
    } catch (IOException | JacksonException e) {
      log.debug("a call broke", e);
    }
  }

  private boolean answer(HttpConnection connection, HttpConnection.Request request)
      throws IOException {
    if (request.path().endsWith("/chat/completions")) {
      return complete(connection, request);
    }
    @Nullable String body =
        request.path().endsWith("/models")
            ? OpenAiJson.models()
            : request.path().equals("/stats")
                ? OpenAiJson.text(
                    Map.<String, Object>of(
                        "total", total(), "live", live(), "mostLive", mostLive()))
                : null;
    connection.send(
        body == null ? 404 : 200,
        Map.of("Content-Type", "application/json"),
        body == null ? OpenAiJson.error("no such path", "not_found") : body);
    return true;
  }

  private boolean complete(HttpConnection connection, HttpConnection.Request request)
      throws IOException {
    Call call =
        new Call(
            request.path(),
            String.valueOf(request.headers().get("authorization")),
            OpenAiJson.parse(request.body()));
    begin(call);
    AtomicBoolean open = new AtomicBoolean(true);
    Runnable ending =
        () -> {
          synchronized (calls) {
            live -= open.getAndSet(false) ? 1 : 0;
          }
        };
    try {
      return new Reply(connection, call, script(call), ending).write();
    } finally {
      ending.run();
    }
  }

  private void begin(Call call) {
    synchronized (calls) {
      total++;
      live++;
      mostLive = Math.max(mostLive, live);
      calls.addLast(call);
      if (calls.size() > CALLS_KEPT) {
        calls.removeFirst();
      }
    }
  }

  private Script script(Call call) {
    String text = always.isEmpty() ? call.prompt() : always;
    Script script = Script.of(text);
    if (script.times() == Integer.MAX_VALUE) {
      return script;
    }
    int asked = timesAsked.computeIfAbsent(text, any -> new AtomicInteger()).incrementAndGet();
    return asked > script.times() ? script.healed() : script;
  }

  /** Breaks off every call. */
  @Override
  public void close() {
    try {
      server.close();
      for (HttpConnection connection : connections) {
        connection.close();
      }
    } catch (IOException e) {
      log.debug("close failed", e);
    }
    threads.shutdown();
  }
}
