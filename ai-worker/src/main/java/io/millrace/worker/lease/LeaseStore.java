package io.millrace.worker.lease;

import static java.nio.charset.StandardCharsets.UTF_8;

import com.google.protobuf.ByteString;
import io.lettuce.core.cluster.api.async.RedisClusterAsyncCommands;
import io.millrace.schemas.ai.AiKeys;
import io.millrace.schemas.ai.v1.AiResult;
import io.millrace.worker.redis.Redis;
import io.millrace.worker.redis.Script;
import io.millrace.worker.redis.WorkerName;
import java.time.Clock;
import java.time.Duration;
import java.util.ArrayList;
import java.util.List;
import java.util.concurrent.TimeUnit;
import java.util.stream.Stream;
import org.springframework.stereotype.Component;
import reactor.core.publisher.Mono;

/**
 * Requests in Redis. Whatever is asked fails where Redis is away or does not answer in time; then
 * nobody knows whether it was done.
 */
@Component
public class LeaseStore {

  private static final Duration RESULT_LIVES = Duration.ofDays(1);
  private static final Duration STREAM_LIVES_AT_WORK = Duration.ofMinutes(30);
  private static final Duration STREAM_LIVES_AFTER = Duration.ofMinutes(10);
  private static final Duration TOKENS_LIVE = Duration.ofHours(1);
  private static final Duration COST_LIVES = Duration.ofDays(2);
  private static final int MOST_ENTRIES = 10_000;
  private static final String LOST = "lost";
  private static final String GONE = "gone";

  private final Script begin = script("begin");
  private final Script renew = script("renew");
  private final Script write = script("write");
  private final Script back = script("back");
  private final Script finish = script("finish");
  private final Script heartbeat = script("heartbeat");
  private final Redis redis;
  private final String worker;
  private final LeaseSettings settings;
  private final Clock clock;

  LeaseStore(Redis redis, WorkerName worker, LeaseSettings settings, Clock clock) {
    this.redis = redis;
    this.worker = worker.text();
    this.settings = settings;
    this.clock = clock;
  }

  /** What renewing a lease tells. */
  enum Renewal {
    KEPT,
    CANCELLED,
    LOST
  }

  /**
   * Begins work.
   *
   * @param attempts that were begun before, as the record says
   * @param alone whether nothing else is in work: a request with which workers died is not begun
   *     otherwise
   */
  public Mono<Begin> begin(Place place, int attempts, boolean alone) {
    return begin(place, attempts, alone, "", ByteString.EMPTY);
  }

  /**
   * Begins work on a request that was redriven: anew, but only once for each dead letter.
   *
   * @param attempts that were begun before since then
   * @param alone whether nothing else is in work
   * @param redrive the dead letter's position
   * @param voided the failed result it has, which goes with that; empty if it has none. Any other
   *     stays, and is what comes of it
   */
  public Mono<Begin> redrive(
      Place place, int attempts, boolean alone, String redrive, ByteString voided) {
    return begin(place, attempts, alone, redrive, voided);
  }

  private Mono<Begin> begin(
      Place place, int attempts, boolean alone, String redrive, ByteString voided) {
    long now = clock.millis();
    String request = place.request();
    List<String> keys = new ArrayList<>();
    keys.add(AiKeys.lease(request));
    keys.add(AiKeys.result(request));
    keys.add(AiKeys.cancel(request));
    keys.add(AiKeys.out(request));
    keys.add(AiKeys.TOTALS);
    keys.add(AiKeys.UNSTORED);
    keys.add(AiKeys.LOST);
    keys.add(AiKeys.RUNNING);
    keys.add(AiKeys.tenant(place.tenant()));
    keys.addAll(lanes());
    return begin
        .run(
            redis,
            keys,
            args(
                request,
                worker,
                now,
                until(now),
                attempts,
                settings.maxStarts(),
                RESULT_LIVES.toMillis(),
                alone ? 1 : 0,
                redrive,
                voided.toByteArray()))
        .map(reply -> begun(place, reply));
  }

  private static Begin begun(Place place, List<Object> reply) {
    return switch (text(reply, 0)) {
      case "ended" -> new Begin.Ended(bytes(reply, 1), number(reply, 2) == 1);
      case "superseded" -> new Begin.Superseded();
      case "held" -> new Begin.Held(number(reply, 1));
      case "suspect" -> new Begin.Suspect();
      default ->
          new Begin.Begun(
              new Lease(place, number(reply, 1)),
              number(reply, 2) == 1,
              number(reply, 3) == 1,
              number(reply, 4) == 1);
    };
  }

  Mono<Renewal> renew(Lease lease) {
    String request = lease.place().request();
    return renew
        .run(
            redis,
            List.of(
                AiKeys.lease(request),
                AiKeys.result(request),
                AiKeys.cancel(request),
                AiKeys.TOTALS,
                AiKeys.RUNNING),
            args(request, worker, lease.epoch(), until(clock.millis()), RESULT_LIVES.toMillis()))
        .map(
            reply ->
                switch (text(reply, 0)) {
                  case LOST -> Renewal.LOST;
                  case "cancelled" -> Renewal.CANCELLED;
                  default -> Renewal.KEPT;
                });
  }

  /**
   * Adds to the request's stream.
   *
   * @param after id of the entry that must be the last there; empty if that does not matter
   */
  public Mono<Write> write(Lease lease, String after, List<Entry> entries) {
    String request = lease.place().request();
    List<byte[]> args =
        args(worker, lease.epoch(), MOST_ENTRIES, STREAM_LIVES_AT_WORK.toMillis(), after);
    add(args, entries);
    return write
        .run(
            redis,
            List.of(AiKeys.lease(request), AiKeys.result(request), AiKeys.out(request)),
            args)
        .map(
            reply ->
                switch (text(reply, 0)) {
                  case LOST -> new Write.Lost();
                  case GONE -> new Write.Gone();
                  default -> new Write.Written(text(reply, 1));
                });
  }

  /**
   * Gives a request back to those that wait.
   *
   * @param attempts begun so far; a record that says fewer is not worked on any more
   */
  Mono<Void> giveBack(Lease lease, int attempts) {
    Place place = lease.place();
    String request = place.request();
    return back.run(
            redis,
            List.of(
                AiKeys.lease(request),
                AiKeys.result(request),
                AiKeys.RUNNING,
                AiKeys.tenant(place.tenant()),
                AiKeys.waiting(place.lane().toString())),
            args(request, worker, lease.epoch(), attempts, place.givenUpMs()))
        .then();
  }

  /** Ends a request: the first result that is put there stays. */
  public Mono<Finish> finish(Lease lease, Ending ending) {
    Tail tail = ending.tail();
    return finish(lease, ending, tail.after(), tail.entries())
        .flatMap(
            reply ->
                text(reply, 0).equals(GONE)
                    ? finish(lease, ending, "", tail.anew())
                    : Mono.just(reply))
        .map(
            reply ->
                switch (text(reply, 0)) {
                  case LOST -> new Finish.Lost();
                  case "ended" -> new Finish.Ended(bytes(reply, 1), number(reply, 2) == 1);
                  default -> new Finish.Stored();
                });
  }

  private Mono<List<Object>> finish(Lease lease, Ending ending, String after, List<Entry> entries) {
    Place place = lease.place();
    String request = place.request();
    AiResult result = ending.result();
    long now = clock.millis();
    List<String> keys = new ArrayList<>();
    keys.add(AiKeys.lease(request));
    keys.add(AiKeys.result(request));
    keys.add(AiKeys.out(request));
    keys.add(AiKeys.TOTALS);
    keys.add(AiKeys.PROCESS_MS);
    keys.add(AiKeys.tokens(place.tenant(), TimeUnit.MILLISECONDS.toMinutes(now)));
    keys.add(AiKeys.cost(place.tenant(), TimeUnit.MILLISECONDS.toDays(now)));
    keys.add(AiKeys.UNSTORED);
    keys.add(AiKeys.LOST);
    keys.add(AiKeys.RUNNING);
    keys.add(AiKeys.tenant(place.tenant()));
    keys.addAll(lanes());
    List<byte[]> args =
        args(
            request,
            worker,
            lease.epoch(),
            result.toByteArray(),
            RESULT_LIVES.toMillis(),
            ending.end(),
            ending.end().answered() ? 1 : 0,
            ending.end() == Ending.End.COMPLETED ? 1 : 0,
            result.getWaitMs(),
            result.getProcessMs(),
            result.getUsage().getTotalTokens(),
            ending.costMicros(),
            MOST_ENTRIES,
            STREAM_LIVES_AFTER.toMillis(),
            TOKENS_LIVE.toMillis(),
            COST_LIVES.toMillis(),
            after);
    add(args, entries);
    return finish.run(redis, keys, args);
  }

  /**
   * Notes that Kafka has the result, so that nobody publishes it again. True for the first to say
   * so, and where Redis cannot be asked; never fails.
   */
  public Mono<Boolean> published(Place place) {
    return Mono.defer(
            () -> {
              RedisClusterAsyncCommands<byte[], byte[]> commands = redis.commands();
              return commands == null
                  ? Mono.just(true)
                  : Mono.fromCompletionStage(
                      commands.hsetnx(
                          AiKeys.lease(place.request()).getBytes(UTF_8),
                          "published".getBytes(UTF_8),
                          "1".getBytes(UTF_8)));
            })
        .onErrorReturn(true);
  }

  /**
   * Says that this worker lives.
   *
   * @param slots calls it makes at once; 0 if it ends
   * @param circuit closed, half-open or open
   */
  public Mono<QueueCounts> heartbeat(int slots, String circuit) {
    long now = clock.millis();
    List<String> keys = new ArrayList<>();
    keys.add(AiKeys.WORKERS);
    keys.add(AiKeys.SLOTS);
    keys.add(AiKeys.CIRCUITS);
    keys.add(AiKeys.TOTALS);
    keys.add(AiKeys.UNSTORED);
    keys.add(AiKeys.RUNNING);
    keys.addAll(lanes());
    return heartbeat
        .run(redis, keys, args(worker, now, until(now), slots, circuit))
        .map(
            reply -> {
              long unstored = number(reply, 2);
              long running = number(reply, 3);
              long queued = 0;
              for (int lane = 4; lane < reply.size(); lane++) {
                queued += number(reply, lane);
              }
              long accounted = number(reply, 1) + running + queued - unstored;
              return new QueueCounts(queued, running, number(reply, 0) - accounted);
            });
  }

  /** How often leases are to be renewed, and the worker is to say that it lives. */
  public Duration renewal() {
    return settings.renewal();
  }

  private long until(long now) {
    return now + settings.duration().toMillis();
  }

  private static List<String> lanes() {
    return Stream.of(Lane.values()).map(lane -> AiKeys.waiting(lane.toString())).toList();
  }

  private static Script script(String name) {
    return Script.beside(LeaseStore.class, name + ".lua");
  }

  private static List<byte[]> args(Object... values) {
    List<byte[]> args = new ArrayList<>();
    for (Object value : values) {
      args.add(value instanceof byte[] bytes ? bytes : value.toString().getBytes(UTF_8));
    }
    return args;
  }

  private static void add(List<byte[]> args, List<Entry> entries) {
    for (Entry entry : entries) {
      args.add(entry.type().getBytes(UTF_8));
      args.add(entry.data().getBytes(UTF_8));
    }
  }

  private static String text(List<Object> reply, int index) {
    return new String((byte[]) reply.get(index), UTF_8);
  }

  private static ByteString bytes(List<Object> reply, int index) {
    return ByteString.copyFrom((byte[]) reply.get(index));
  }

  private static long number(List<Object> reply, int index) {
    return (Long) reply.get(index);
  }
}
