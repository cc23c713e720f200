package io.millrace.projection.answer;

import io.lettuce.core.KeyValue;
import io.millrace.projection.ai.AiRedis;
import io.millrace.projection.ai.AiRequest;
import io.millrace.projection.ai.AiRequestQuery;
import io.millrace.projection.ai.AiState;
import io.millrace.schemas.ai.AiKeys;
import io.millrace.schemas.ai.v1.AiResult;
import java.util.ArrayList;
import java.util.Collection;
import java.util.HashMap;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import org.jspecify.annotations.Nullable;
import org.springframework.stereotype.Component;
import reactor.core.publisher.Mono;
import tools.jackson.databind.json.JsonMapper;

/**
 * Answers that are known as a whole, for readers whose stream is gone or never was: from Redis for
 * a day, from the database as long as requests are kept.
 */
@Component
class StoredAnswers {

  private static final String PREFIX = "stored-";

  private final AiRedis redis;
  private final AiRequestQuery requests;
  private final JsonMapper json;

  StoredAnswers(AiRedis redis, AiRequestQuery requests, JsonMapper json) {
    this.redis = redis;
    this.requests = requests;
    this.json = json;
  }

  /** The answers to those of the requests that have ended, by {@link AiKeys#request}. */
  Mono<Map<String, List<Entry>>> find(Collection<String> asked) {
    return inRedis(asked)
        .flatMap(
            found -> {
              List<String> rest = asked.stream().filter(one -> !found.containsKey(one)).toList();
              return rest.isEmpty()
                  ? Mono.just(found)
                  : requests
                      .ended(rest)
                      .onErrorReturn(Map.of())
                      .doOnNext(found::putAll)
                      .thenReturn(found);
            })
        .map(
            found -> {
              Map<String, List<Entry>> answers = new HashMap<>();
              found.forEach((request, ended) -> answers.put(request, entries(ended)));
              return answers;
            });
  }

  /** Whether an event was the last of a stored answer. */
  static boolean isLast(String eventId, String requestId) {
    return eventId.equals(id(requestId, "end"));
  }

  private Mono<Map<String, AiRequest>> inRedis(Collection<String> asked) {
    Map<String, String> byKey = new LinkedHashMap<>();
    asked.forEach(request -> byKey.put(AiKeys.result(request), request));
    return redis
        .ask(commands -> commands.mget(byKey.keySet().toArray(String[]::new)))
        .onErrorReturn(List.of())
        .map(
            values -> {
              Map<String, AiRequest> found = new HashMap<>();
              for (KeyValue<String, byte[]> value : values) {
                String request = byKey.get(value.getKey());
                AiResult result = AiState.result(value.hasValue() ? value.getValue() : null);
                if (request != null && result != null) {
                  found.put(request, AiRequest.of(result));
                }
              }
              return found;
            });
  }

  private List<Entry> entries(AiRequest ended) {
    String id = ended.requestId();
    List<Entry> entries = new ArrayList<>();
    if (!ended.status().equals("completed")) {
      AiRequest.Failure failure = ended.error();
      Map<String, @Nullable Object> error = new LinkedHashMap<>();
      error.put("requestId", id);
      error.put("status", ended.status());
      error.put("code", failure == null ? ended.status() : failure.code());
      error.put("message", failure == null ? null : failure.message());
      return List.of(new Entry(id(id, "end"), AiKeys.ERROR, json.writeValueAsString(error)));
    }
    if (ended.answer() != null && !ended.answer().isEmpty()) {
      entries.add(new Entry(id(id, "text"), AiKeys.TOKEN, ended.answer()));
    }
    if (ended.toolCalls() != null) {
      entries.add(new Entry(id(id, "tools"), AiKeys.TOOL, ended.toolCalls()));
    }
    Map<String, @Nullable Object> done = new LinkedHashMap<>();
    done.put("requestId", id);
    done.put("model", ended.model());
    done.put("fallback", ended.fallback());
    done.put("finishReason", ended.finishReason());
    done.put("usage", ended.usage());
    entries.add(new Entry(id(id, "end"), AiKeys.DONE, json.writeValueAsString(done)));
    return entries;
  }

  /** The same for the same request wherever it is answered, and of one line whatever its id. */
  private static String id(String requestId, String part) {
    return PREFIX + Integer.toHexString(requestId.hashCode()) + '-' + part;
  }
}
