package io.millrace.ingest.ratelimit;

import java.util.EnumMap;
import java.util.EnumSet;
import java.util.Locale;
import java.util.Map;
import java.util.Set;
import org.jspecify.annotations.Nullable;

/** The rates of a plan, or those of whoever has none. What a plan does not name is the default. */
final class Rates {

  /**
   * A rate and how the keys of its limits begin.
   *
   * @param prefix as in {@code chat:30/1m:}
   */
  record Named(String prefix, Rate rate) {}

  private final Map<LimitKind, Named> rates;
  private final Set<LimitKind> named;

  private Rates(Map<LimitKind, Named> rates, Set<LimitKind> named) {
    this.rates = rates;
    this.named = named;
  }

  /**
   * Reads limits by their names; those of {@link AiTerms} are not rates.
   *
   * @throws IllegalArgumentException if a name or a rate is none
   */
  static Rates parse(Map<String, String> texts) {
    Map<LimitKind, Named> rates = new EnumMap<>(LimitKind.class);
    Set<LimitKind> named = EnumSet.noneOf(LimitKind.class);
    for (Map.Entry<String, String> text : texts.entrySet()) {
      if (AiTerms.isName(text.getKey())) {
        continue;
      }
      LimitKind kind = kind(text.getKey());
      named.add(kind);
      try {
        Rate rate = Rate.parse(text.getValue());
        if (rate != null) {
          rates.put(kind, new Named(kind.label() + ':' + text.getValue() + ':', rate));
        }
      } catch (IllegalArgumentException e) {
        throw new IllegalArgumentException(text.getKey() + ": " + e.getMessage(), e);
      }
    }
    return new Rates(rates, named);
  }

  /** As in the settings' names, too. */
  private static LimitKind kind(String label) {
    for (LimitKind kind : LimitKind.values()) {
      if (label.equals(kind.label()) || label.equals("LIMIT_" + kind.name())) {
        return kind;
      }
    }
    throw new IllegalArgumentException(
        label
            + ": no such limit (expected: one of "
            + EnumSet.allOf(LimitKind.class).toString().toLowerCase(Locale.ROOT)
            + ")");
  }

  /** These, and the defaults for what they do not name. */
  Rates or(Rates defaults) {
    Map<LimitKind, Named> all = new EnumMap<>(rates);
    for (Map.Entry<LimitKind, Named> rate : defaults.rates.entrySet()) {
      if (!named.contains(rate.getKey())) {
        all.put(rate.getKey(), rate.getValue());
      }
    }
    return new Rates(all, EnumSet.allOf(LimitKind.class));
  }

  /** Null where there is no limit. */
  @Nullable Named of(LimitKind kind) {
    return rates.get(kind);
  }
}
