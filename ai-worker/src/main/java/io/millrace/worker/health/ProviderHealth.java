package io.millrace.worker.health;

import io.millrace.worker.completion.CompletionClient;
import java.util.List;

/**
 * How a provider does.
 *
 * @param circuit closed, half-open or open
 * @param limitedForMs how long it is not asked because it limits us
 */
record ProviderHealth(String name, String model, String circuit, long limitedForMs) {

  static List<ProviderHealth> of(CompletionClient client) {
    return client.providers().stream()
        .map(
            each ->
                new ProviderHealth(
                    each.name(), each.model(), each.circuit().toString(), each.gateMs()))
        .toList();
  }
}
