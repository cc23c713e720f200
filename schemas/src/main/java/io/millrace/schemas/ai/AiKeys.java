package io.millrace.schemas.ai;

import io.millrace.schemas.event.Keys;
import java.nio.charset.StandardCharsets;
import java.security.MessageDigest;
import java.security.NoSuchAlgorithmException;
import java.util.HexFormat;

/**
 * What AI requests have in Redis: the queue that admission bounds, leases, tokens on their way to
 * readers. All of it can be lost: Kafka has the requests and the answers.
 *
 * <p>Every key carries the same hash tag, so that one script sees all it needs in a Cluster too. A
 * <i>request</i> here is {@link #request}: its tenant and id. Times are epoch milliseconds. Who
 * writes what:
 *
 * <ul>
 *   <li>ingest-api admits ({@link #waiting}, {@link #tenant}, {@link #UNSTORED}, {@link #TOTALS}),
 *       gives up ({@link #LOST}) and cancels;
 *   <li>ai-worker moves a request from waiting to running and back, writes tokens and the result,
 *       and counts its end;
 *   <li>projection-store and ingest-api read.
 * </ul>
 */
public final class AiKeys {

  /** Who sends the model's messages of a conversation. No user has that id. */
  public static final String SENDER = "ai";

  /**
   * Sorted set: requests being worked on by when their lease ends. A member past its score is
   * nobody's.
   */
  public static final String RUNNING = "{ai}:running";

  /**
   * Sorted set: requests that have a place and are not known to be stored, scored as in {@link
   * #waiting}. Nobody was promised anything yet; one that is begun was stored.
   */
  public static final String UNSTORED = "{ai}:unstored";

  /**
   * Sorted set: stored requests whose place was given up before they were begun, by when. One that
   * is begun after all leaves it; the oldest do where there are very many.
   */
  public static final String LOST = "{ai}:lost";

  /** Sorted set: instances of ingest-api by when they are taken for dead. */
  public static final String INSTANCES = "{ai}:instances";

  /** Sorted set: workers by when they are taken for dead. */
  public static final String WORKERS = "{ai}:workers";

  /** Hash: how many calls each worker makes at once. */
  public static final String SLOTS = "{ai}:slots";

  /**
   * Hash of counters since Redis was empty: {@code admitted}, requests known to be stored, and how
   * they ended ({@code completed}, {@code fallback}, {@code failed}, {@code expired}, {@code
   * cancelled}, {@code dead}), each request once, and once more for each redrive; and {@code
   * processed}, {@code waitMs}, {@code processMs}: how many were answered and the sums of their
   * times.
   */
  public static final String TOTALS = "{ai}:totals";

  /** String: how long an answer takes of late, in milliseconds, an exponential moving average. */
  public static final String PROCESS_MS = "{ai}:process-ms";

  /** Hash of each worker's circuit: {@code worker} to {@code closed|open|half-open}. */
  public static final String CIRCUITS = "{ai}:circuits";

  /** Channel on which a {@link #request} is published when it is cancelled. */
  public static final String CANCELLED = "{ai}:cancelled";

  /** Field of an entry of {@link #out}: what it is, one of those below. */
  public static final String TYPE = "t";

  /** Field of an entry of {@link #out}: its text. */
  public static final String DATA = "d";

  /** A piece of the answer's text. */
  public static final String TOKEN = "token";

  /** A piece of tool calls: OpenAI's {@code delta.tool_calls} as JSON. */
  public static final String TOOL = "tool";

  /** What came before is void: another attempt begins. */
  public static final String RESTART = "restart";

  /**
   * The end: {@code {"requestId", "model", "fallback", "finishReason", "usage": {"promptTokens",
   * "completionTokens", "totalTokens"}}}.
   */
  public static final String DONE = "done";

  /** The end of a request without an answer: {@code {"requestId", "status", "code", "message"}}. */
  public static final String ERROR = "error";

  private static final int MOST_ID = 120;

  private AiKeys() {}

  /**
   * The id of the request that a message of a conversation makes: unique in the tenant, as a
   * message's own id need not be.
   */
  public static String chatRequestId(String conversationId, String messageId) {
    String id = Keys.of(conversationId, messageId);
    return id.length() <= MOST_ID ? id : digest(id);
  }

  /** The name of a request in keys and members. */
  public static String request(String tenant, String requestId) {
    return Keys.of(tenant, requestId);
  }

  /**
   * Sorted set: requests of a lane that were admitted and not begun, or wait for another attempt,
   * by when they are given up for lost.
   *
   * @param lane {@code high}, {@code normal} or {@code low}
   */
  public static String waiting(String lane) {
    return "{ai}:waiting:" + lane;
  }

  /** Sorted set: a tenant's requests that wait, scored as in {@link #waiting}. */
  public static String tenant(String tenant) {
    return "{ai}:tenant:" + tenant;
  }

  /**
   * Hash: who works on a request: {@code worker}, {@code epoch} (goes up with each new holder),
   * {@code until}, {@code attempts} (begun before the one that is under way, if there is one),
   * {@code starts} (that came to no end, the present one among them); {@code redrive} is the dead
   * letter it was redriven from last.
   */
  public static String lease(String request) {
    return "{ai}:lease:" + request;
  }

  /**
   * String: the one result of a request, an {@code AiResult}; the first that is put there stays,
   * unless it failed and is redriven.
   */
  public static String result(String request) {
    return "{ai}:result:" + request;
  }

  /** Stream: the answer as it comes. An entry's id is the id of the event a reader gets. */
  public static String out(String request) {
    return "{ai}:out:" + request;
  }

  /** String: there if the request is cancelled. */
  public static String cancel(String request) {
    return "{ai}:cancel:" + request;
  }

  /** String: the user for whom a request was admitted; none where nobody said who that is. */
  public static String user(String request) {
    return "{ai}:user:" + request;
  }

  /** String: tokens a tenant used in a minute, counted since the epoch. */
  public static String tokens(String tenant, long minute) {
    return "{ai}:tokens:" + tenant + ':' + minute;
  }

  /**
   * String: what a tenant's requests cost on a UTC day, in millionths of the currency's unit.
   *
   * @param day counted since the epoch
   */
  public static String cost(String tenant, long day) {
    return "{ai}:cost:" + tenant + ':' + day;
  }

  /** String: the latest {@link #request} whose answer goes into a conversation. */
  public static String conversation(String tenant, String conversationId) {
    return "{ai}:conversation:" + Keys.of(tenant, conversationId);
  }

  private static String digest(String id) {
    try {
      byte[] sha256 =
          MessageDigest.getInstance("SHA-256").digest(id.getBytes(StandardCharsets.UTF_8));
      return HexFormat.of().formatHex(sha256);
    } catch (NoSuchAlgorithmException e) {
      throw new IllegalStateException("every Java has SHA-256", e);
    }
  }
}
