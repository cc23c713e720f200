package io.millrace.worker.completion;

import io.millrace.worker.completion.CompletionException.Fault;
import java.time.Clock;
import java.time.Duration;
import org.jspecify.annotations.Nullable;
import reactor.core.publisher.Flux;

/** One of the servers that can be asked, with what is known of how it does. */
final class Provider {

  private final ProviderSettings settings;
  private final OpenAiCalls calls;
  private final ProviderGate gate;
  private final ProviderCircuit circuit;
  private final ProviderMetrics metrics;

  Provider(
      ProviderSettings settings,
      OpenAiCalls calls,
      CircuitPolicy policy,
      ProviderMetrics metrics,
      Clock clock) {
    this.settings = settings;
    this.calls = calls;
    this.metrics = metrics;
    gate = new ProviderGate(clock);
    circuit = new ProviderCircuit(settings.name(), policy, clock);
    metrics.watch(this);
  }

  /**
   * Lets a call through, to be subscribed to at once; null where the provider is not to be asked.
   *
   * @param wanted the model; empty for the provider's own
   */
  @Nullable Flux<Chunk> tryStream(Prompt prompt, String wanted, Meter meter) {
    if (!gate.closedFor().isZero()) {
      return null;
    }
    ProviderCircuit.Call call = circuit.tryCall();
    if (call == null) {
      return null;
    }
    ProviderMetrics.Call measured = metrics.begin(settings.name());
    String model = wanted.isEmpty() ? settings.model() : wanted;
    return meter
        .count(model, prompt, calls.stream(prompt, model))
        .doOnNext(
            chunk -> {
              measured.token();
              if (chunk instanceof Chunk.End) {
                call.succeeded();
                gate.succeeded();
                measured.end(ProviderMetrics.COMPLETED);
              }
            })
        .doOnError(
            CompletionException.class,
            failure -> {
              learn(call, failure);
              measured.end(failure.code().toString());
            })
        .doOnCancel(
            () -> {
              // A call cancelled after its first token is no success, as Resilience4j has it.
              call.ignored();
              measured.end(ProviderMetrics.CANCELLED);
            });
  }

  private void learn(ProviderCircuit.Call call, CompletionException failure) {
    if (failure.fault() == Fault.PROVIDER) {
      call.failed(failure);
    } else {
      call.ignored();
    }
    if (failure.fault() == Fault.LIMIT) {
      gate.limited(failure.retryAfter().orElse(null));
    }
  }

  /** How long the provider is not asked, as far as is known. */
  Duration closedFor() {
    Duration limited = gate.closedFor();
    Duration broken = circuit.closedFor();
    return limited.compareTo(broken) > 0 ? limited : broken;
  }

  Circuit circuit() {
    return circuit.state();
  }

  ProviderState state() {
    return new ProviderState(
        settings.name(), settings.model(), circuit.state(), gate.closedFor().toMillis());
  }

  String describe() {
    return settings.describe();
  }
}
