package io.millrace.ingest.ratelimit;

import java.util.Map;
import org.springframework.boot.context.properties.ConfigurationProperties;

/**
 * The limits of whoever has no plan, each as {@code events/time} or {@code off}.
 *
 * @param chat chat messages of a user
 * @param ai AI requests of a user
 * @param api other writes of a user
 * @param key events of an API key
 * @param source deliveries of a webhook source
 * @param address events from one client address to one tenant
 */
@ConfigurationProperties("ingest.limit")
public record LimitSettings(
    String chat, String ai, String api, String key, String source, String address) {

  public LimitSettings {
    Rates.parse(texts(chat, ai, api, key, source, address));
  }

  Rates rates() {
    return Rates.parse(texts(chat, ai, api, key, source, address));
  }

  private static Map<String, String> texts(
      String chat, String ai, String api, String key, String source, String address) {
    return Map.of(
        LimitKind.CHAT.label(), chat,
        LimitKind.AI.label(), ai,
        LimitKind.API.label(), api,
        LimitKind.KEY.label(), key,
        LimitKind.SOURCE.label(), source,
        LimitKind.ADDRESS.label(), address);
  }
}
