package io.millrace.ingest.signature;

import io.millrace.ingest.http.Problem;
import java.time.Duration;
import java.util.List;
import java.util.Map;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

/** The verification schemes. What is unknown or incomplete refuses every delivery. */
public final class Verifiers {

  public static final String NONE = "none";
  public static final String HMAC = "hmac";
  public static final String GITHUB = "github";

  private static final Logger log = LoggerFactory.getLogger(Verifiers.class);

  private Verifiers() {}

  /**
   * The verifier of a configured source. Never fails: a broken configuration refuses.
   *
   * @param sourceKey for the log
   * @param secrets the current one first, then those that were rotated out
   */
  public static Verifier of(
      String sourceKey, String scheme, Map<String, String> settings, List<Secret> secrets) {
    try {
      return switch (scheme) {
        case NONE -> new PathSecret();
        case HMAC -> new HmacVerifier(HmacSettings.of(settings), secrets);
        case GITHUB -> new HmacVerifier(HmacSettings.GITHUB, secrets);
        default -> throw new IllegalArgumentException("scheme: " + scheme);
      };
    } catch (IllegalArgumentException e) {
      log.warn("source_refuses_all source={} reason={}", sourceKey, e.getMessage());
      return new Broken();
    }
  }

  /**
   * Checks the settings of a source that is about to be created.
   *
   * @throws IllegalArgumentException with the key and the value that is wrong
   */
  public static void check(String scheme, Map<String, String> settings) {
    if (scheme.equals(HMAC)) {
      HmacSettings.requireKnown(settings);
      HmacSettings.of(settings);
    } else if (!settings.isEmpty()) {
      throw new IllegalArgumentException("scheme " + scheme + " has no settings");
    }
  }

  /** Whoever knows the URL is the source. */
  private static final class PathSecret implements Verifier {

    @Override
    public Verdict verify(Delivery delivery) {
      return Verdict.GENUINE;
    }

    @Override
    public List<String> headers() {
      return List.of();
    }
  }

  /** Trouble on our side, so never a 4xx that would make a sender give up for good. */
  private static final class Broken implements Verifier {

    @Override
    public Verdict verify(Delivery delivery) {
      return Verdict.refused(
          Problem.unavailable(
              "source-misconfigured",
              "the verification of this source is not configured as this version needs it",
              Duration.ofMinutes(1)));
    }

    @Override
    public List<String> headers() {
      return List.of();
    }
  }
}
