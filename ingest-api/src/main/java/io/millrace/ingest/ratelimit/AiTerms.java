package io.millrace.ingest.ratelimit;

import io.millrace.ingest.event.AiLane;
import io.millrace.ingest.http.Problem;
import java.math.BigDecimal;
import java.util.EnumSet;
import java.util.HashMap;
import java.util.Map;
import java.util.Set;
import java.util.regex.Matcher;
import java.util.regex.Pattern;
import org.jspecify.annotations.Nullable;

/**
 * What a tenant may ask of the model: which priorities, how many tokens in a minute, and what it
 * may cost in a day (UTC). In plans they stand beside the limits as {@code ai-priorities}, {@code
 * ai-tokens} and {@code ai-cost}: {@code normal,low}, {@code 20000/1m}, {@code 5.00/1d}.
 */
public final class AiTerms {

  /** No cap. */
  public static final long UNLIMITED = -1;

  static final String PRIORITIES = "ai-priorities";
  static final String TOKENS = "ai-tokens";
  static final String COST = "ai-cost";

  private static final Set<String> NAMES = Set.of(PRIORITIES, TOKENS, COST);
  private static final String OFF = "off";
  private static final Pattern TOKENS_FORM = Pattern.compile("([1-9]\\d{0,11})/1m");
  private static final Pattern COST_FORM = Pattern.compile("(\\d{1,9}(?:\\.\\d{1,6})?)/1d");
  private static final int MILLIONTHS = 6;

  private final Map<String, String> texts;
  private final Set<AiLane> lanes;
  private final long tokens;
  private final long cost;

  private AiTerms(Map<String, String> texts) {
    this.texts = texts;
    this.lanes = lanes(texts.getOrDefault(PRIORITIES, "high,normal,low"));
    this.tokens = tokens(texts.getOrDefault(TOKENS, OFF));
    this.cost = cost(texts.getOrDefault(COST, OFF));
  }

  static boolean isName(String name) {
    return NAMES.contains(name);
  }

  /**
   * Reads what a plan says, by its names; others are not looked at.
   *
   * @throws IllegalArgumentException if a value is none
   */
  static AiTerms parse(Map<String, String> limits) {
    Map<String, String> own = new HashMap<>(limits);
    own.keySet().retainAll(NAMES);
    return new AiTerms(own);
  }

  /** These, and the defaults for what they do not name. */
  AiTerms or(AiTerms defaults) {
    Map<String, String> all = new HashMap<>(defaults.texts);
    all.putAll(texts);
    return new AiTerms(all);
  }

  /** The lane a request that names none goes to: normal, or the next that is allowed. */
  public AiLane usual() {
    return lanes.contains(AiLane.NORMAL)
        ? AiLane.NORMAL
        : lanes.contains(AiLane.LOW) ? AiLane.LOW : AiLane.HIGH;
  }

  /** Refuses a lane the plan does not have. */
  public AiLane require(AiLane lane) {
    if (!lanes.contains(lane)) {
      throw new Problem(
              403, "priority-not-allowed", "the plan does not have priority " + lane.label())
          .refusal();
    }
    return lane;
  }

  /** Most tokens in a minute, or {@link #UNLIMITED}. */
  public long tokens() {
    return tokens;
  }

  /** What a day may cost in millionths of the currency's unit, or {@link #UNLIMITED}. */
  public long cost() {
    return cost;
  }

  private static Set<AiLane> lanes(String text) {
    Set<AiLane> lanes = EnumSet.noneOf(AiLane.class);
    for (String word : text.split(",", -1)) {
      @Nullable AiLane lane = AiLane.find(word.trim());
      if (lane == null) {
        throw new IllegalArgumentException(
            PRIORITIES + ": " + text + " (expected: some of high, normal, low, joined by commas)");
      }
      lanes.add(lane);
    }
    return lanes;
  }

  private static long tokens(String text) {
    Matcher form = TOKENS_FORM.matcher(text);
    if (text.equals(OFF)) {
      return UNLIMITED;
    }
    if (!form.matches()) {
      throw new IllegalArgumentException(
          TOKENS + ": " + text + " (expected: tokens in a minute such as 20000/1m, or off)");
    }
    return Long.parseLong(form.group(1));
  }

  private static long cost(String text) {
    Matcher form = COST_FORM.matcher(text);
    if (text.equals(OFF)) {
      return UNLIMITED;
    }
    if (!form.matches()) {
      throw new IllegalArgumentException(
          COST + ": " + text + " (expected: the cost of a day such as 5.00/1d, or off)");
    }
    return new BigDecimal(form.group(1)).movePointRight(MILLIONTHS).longValueExact();
  }
}
