package io.millrace.worker.completion;

import static io.millrace.worker.completion.CompletionException.Code.PROVIDER_UNAVAILABLE;

import com.google.protobuf.ByteString;
import io.millrace.worker.completion.CompletionException.Fault;
import java.time.Clock;
import java.time.Duration;
import java.time.Instant;
import java.util.Comparator;
import java.util.List;
import java.util.concurrent.atomic.AtomicBoolean;
import java.util.stream.Collectors;
import org.jspecify.annotations.Nullable;
import reactor.core.publisher.Flux;

/**
 * Asks the first provider that can be asked, and the next one where it fails before it said
 * anything. The model a request names is asked of the first; the others have their own. When nobody
 * can be asked, whoever cannot wait gets the fallback answer.
 */
final class FailoverClient implements CompletionClient {

  static final String FALLBACK_MODEL = "fallback";

  private final List<Provider> providers;
  private final String fallback;
  private final Clock clock;

  FailoverClient(List<Provider> providers, String fallback, Clock clock) {
    this.providers = providers;
    this.fallback = fallback;
    this.clock = clock;
  }

  @Override
  public Flux<Chunk> stream(Prompt prompt, Meter meter) {
    return Flux.defer(
        () -> from(0, prompt, meter, clock.instant().plus(prompt.terms().timeout()), null));
  }

  private Flux<Chunk> from(
      int first, Prompt prompt, Meter meter, Instant end, @Nullable CompletionException earlier) {
    Duration left = Duration.between(clock.instant(), end);
    for (int i = left.isNegative() ? providers.size() : first; i < providers.size(); i++) {
      Flux<Chunk> answer =
          providers.get(i).tryStream(prompt.within(left), i == 0 ? prompt.model() : "", meter);
      if (answer != null) {
        int next = i + 1;
        AtomicBoolean begun = new AtomicBoolean();
        return answer
            .doOnNext(chunk -> begun.set(true))
            .onErrorResume(
                CompletionException.class,
                failure ->
                    begun.get() || failure.fault() == Fault.REQUEST
                        ? Flux.error(failure)
                        : from(next, prompt, meter, end, better(earlier, failure)));
      }
    }
    return earlier == null ? nobody(prompt.terms()) : Flux.error(earlier);
  }

  /** What to tell of two providers' failures: that there is hope. */
  private static CompletionException better(
      @Nullable CompletionException earlier, CompletionException later) {
    return earlier != null && earlier.retriable() && !later.retriable() ? earlier : later;
  }

  private Flux<Chunk> nobody(Terms terms) {
    Duration wait = soonest();
    if (!cannotWait(terms, wait)) {
      return Flux.error(unavailable().retryAfter(wait));
    }
    if (fallback.isEmpty()) {
      return Flux.error(unavailable().terminal());
    }
    return Flux.just(
        new Chunk.Text(fallback),
        new Chunk.End("stop", Usage.NONE, FALLBACK_MODEL, "", ByteString.EMPTY, true));
  }

  private static CompletionException unavailable() {
    return new CompletionException(PROVIDER_UNAVAILABLE, "no provider can be asked now");
  }

  @Override
  public Duration closedFor(Terms terms) {
    Duration wait = soonest();
    return cannotWait(terms, wait) ? Duration.ZERO : wait;
  }

  private boolean cannotWait(Terms terms, Duration wait) {
    boolean broken = providers.stream().anyMatch(provider -> provider.circuit() != Circuit.CLOSED);
    return (terms.urgent() && broken && !fallback.isEmpty())
        || wait.compareTo(RetryPolicy.PATIENCE) > 0
        || terms.deadline().filter(at -> !clock.instant().plus(wait).isBefore(at)).isPresent();
  }

  /** How long nobody is asked. */
  private Duration soonest() {
    return providers.stream()
        .map(Provider::closedFor)
        .min(Comparator.naturalOrder())
        .orElse(Duration.ZERO);
  }

  @Override
  public Circuit circuit() {
    return providers.stream()
        .map(Provider::circuit)
        .min(Comparator.naturalOrder())
        .orElse(Circuit.CLOSED);
  }

  @Override
  public List<ProviderState> providers() {
    return providers.stream().map(Provider::state).toList();
  }

  @Override
  public String describe() {
    return providers.stream().map(Provider::describe).collect(Collectors.joining(", then "));
  }
}
