package io.millrace.projection.answer;

import io.lettuce.core.Range;
import io.lettuce.core.StreamMessage;
import io.lettuce.core.XReadArgs;
import io.lettuce.core.XReadArgs.StreamOffset;
import io.millrace.projection.ai.AiRedis;
import io.millrace.projection.live.Redis;
import io.millrace.projection.live.RedisLink;
import java.time.Duration;
import java.util.ArrayList;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.Objects;
import java.util.concurrent.ConcurrentHashMap;
import java.util.concurrent.TimeUnit;
import org.jspecify.annotations.Nullable;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;
import org.springframework.context.SmartLifecycle;
import org.springframework.stereotype.Component;
import reactor.core.publisher.Flux;
import reactor.core.publisher.Mono;
import reactor.core.scheduler.Scheduler;
import reactor.core.scheduler.Schedulers;

/**
 * The answers that somebody waits for here. One connection of its own waits at Redis for all of
 * them at once, a tenth of a second at a time, so that those that are asked for meanwhile are soon
 * among them. Of an answer that has been quiet for a second the result is looked for where results
 * are stored: so a reader gets an end also where the stream has none.
 */
@Component
class Answers implements SmartLifecycle {

  private static final Logger log = LoggerFactory.getLogger(Answers.class);
  private static final Duration BLOCK = Duration.ofMillis(100);
  private static final Duration QUIET = Duration.ofSeconds(1);

  /** What comes within it is read at once. */
  private static final long GATHER_MILLIS = 10;

  /** Most entries of an answer that are read at once. */
  private static final int COUNT = 1_000;

  private final Map<String, Answer> answers = new ConcurrentHashMap<>();
  private final AiRedis redis;
  private final StoredAnswers stored;
  private final RedisLink waiting;
  private final Scheduler loop = Schedulers.newSingle("answers", true);
  private boolean stepping;
  private volatile boolean running;

  Answers(AiRedis redis, StoredAnswers stored, Redis server) {
    this.redis = redis;
    this.stored = stored;
    this.waiting = new RedisLink(server);
  }

  /**
   * Gives a reader an answer, until {@link #leave}.
   *
   * @param request as {@link io.millrace.schemas.ai.AiKeys#request} names it
   */
  void watch(String request, AnswerReader reader) {
    Answer answer =
        Objects.requireNonNull(
            answers.compute(
                request,
                (name, known) -> {
                  Answer one = known == null ? new Answer(name) : known;
                  one.readers().add(reader);
                  return one;
                }));
    reader.read(answer);
    if (!answer.isInStep()) {
      load(answer).subscribe();
      if (running) {
        loop.schedule(this::step);
      }
    }
    if (reader.isGone()) {
      leave(reader);
    }
  }

  void leave(AnswerReader reader) {
    Answer answer = reader.answer();
    if (answer != null) {
      answers.computeIfPresent(
          answer.request(),
          (name, known) -> {
            known.readers().remove(reader);
            return known.readers().isEmpty() ? null : known;
          });
    }
  }

  @Override
  public void start() {
    running = true;
    waiting.get(); // so that it is there when the first reader comes
    loop.schedulePeriodically(
        this::lookForResults, QUIET.toMillis(), QUIET.toMillis(), TimeUnit.MILLISECONDS);
  }

  @Override
  public void stop() {
    running = false;
    loop.dispose();
    waiting.close();
  }

  @Override
  public boolean isRunning() {
    return running;
  }

  private List<Answer> open() {
    return answers.values().stream().filter(answer -> !answer.hasEnded()).toList();
  }

  private void step() {
    List<Answer> open = open();
    if (stepping || open.isEmpty()) {
      return;
    }
    stepping = true;
    Flux.fromIterable(open)
        .filter(answer -> !answer.isInStep())
        .flatMap(this::load)
        .then(Mono.defer(() -> follow(open)))
        .doOnError(failure -> log.debug("answers not read: {}", failure.toString()))
        .onErrorReturn(BLOCK.toMillis())
        .subscribe(pause -> again(pause));
  }

  private void again(long pauseMillis) {
    if (running) {
      loop.schedule(
          () -> {
            stepping = false;
            step();
          },
          pauseMillis,
          TimeUnit.MILLISECONDS);
    }
  }

  private Mono<Void> load(Answer answer) {
    return redis
        .ask(commands -> commands.xrange(answer.key(), Range.unbounded()))
        .doOnNext(messages -> answer.take(entries(messages), last(messages)))
        .doOnError(failure -> log.debug("answer not read: {}", failure.toString()))
        .onErrorComplete()
        .then();
  }

  /** Answers how long to pause before the next look. */
  @SuppressWarnings({"unchecked", "rawtypes"}) // an array of offsets
  private Mono<Long> follow(List<Answer> open) {
    Map<String, Answer> byKey = new HashMap<>();
    open.stream().filter(Answer::isInStep).forEach(answer -> byKey.put(answer.key(), answer));
    Redis.Connection<byte[]> connection = waiting.get();
    if (byKey.isEmpty() || connection == null) {
      return Mono.just(BLOCK.toMillis());
    }
    StreamOffset<String>[] offsets =
        byKey.values().stream()
            .map(answer -> StreamOffset.from(answer.key(), answer.reached()))
            .toArray(StreamOffset[]::new);
    return Mono.fromCompletionStage(
            () ->
                connection
                    .commands()
                    .xread(XReadArgs.Builder.block(BLOCK.toMillis()).count(COUNT), offsets))
        .defaultIfEmpty(List.of())
        .map(
            messages -> {
              append(byKey, messages);
              return messages.isEmpty() ? 0 : GATHER_MILLIS;
            })
        .doOnError(failure -> byKey.values().forEach(Answer::doubt));
  }

  private static void append(Map<String, Answer> byKey, List<StreamMessage<String, byte[]>> all) {
    Map<String, List<StreamMessage<String, byte[]>>> byStream = new HashMap<>();
    for (StreamMessage<String, byte[]> message : all) {
      byStream.computeIfAbsent(message.getStream(), stream -> new ArrayList<>()).add(message);
    }
    byStream.forEach(
        (stream, messages) -> {
          Answer answer = byKey.get(stream);
          if (answer != null) {
            answer.append(entries(messages), messages.get(messages.size() - 1).getId());
          }
        });
  }

  private void lookForResults() {
    Map<String, Answer> quiet = new HashMap<>();
    open().stream()
        .filter(answer -> answer.quietNanos() >= QUIET.toNanos())
        .forEach(answer -> quiet.put(answer.request(), answer));
    if (quiet.isEmpty()) {
      return;
    }
    stored
        .find(quiet.keySet())
        .subscribe(
            found ->
                found.forEach(
                    (request, entries) -> {
                      Answer answer = quiet.get(request);
                      if (answer != null) {
                        answer.end(entries);
                      }
                    }),
            failure -> log.debug("results not read: {}", failure.toString()));
  }

  private static List<Entry> entries(List<StreamMessage<String, byte[]>> messages) {
    return messages.stream().map(Entry::of).filter(Objects::nonNull).toList();
  }

  private static @Nullable String last(List<StreamMessage<String, byte[]>> messages) {
    return messages.isEmpty() ? null : messages.get(messages.size() - 1).getId();
  }
}
