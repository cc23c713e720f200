package io.millrace.ingest.signature;

import io.millrace.ingest.event.Ids;
import io.millrace.ingest.http.Problem;
import java.nio.charset.StandardCharsets;
import java.time.Duration;
import java.util.Base64;
import java.util.List;
import java.util.Map;
import java.util.Set;
import org.jspecify.annotations.Nullable;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

/** The verification schemes. What is unknown or incomplete refuses every delivery. */
public final class Verifiers {

  public static final String NONE = "none";
  public static final String TOKEN = "token";
  public static final String HMAC = "hmac";
  public static final String STANDARD_WEBHOOKS = "standard-webhooks";
  public static final String GITHUB = "github";
  public static final String SHOPIFY = "shopify";
  public static final String SLACK = "slack";
  public static final String STRIPE = "stripe";
  public static final String TWILIO = "twilio";

  /** Every scheme, in the order they are listed to people. */
  public static final List<String> SCHEMES =
      List.of(NONE, TOKEN, HMAC, STANDARD_WEBHOOKS, GITHUB, SHOPIFY, SLACK, STRIPE, TWILIO);

  private static final Logger log = LoggerFactory.getLogger(Verifiers.class);
  private static final int SECRET_BYTES = 32;

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
      return make(scheme, settings, secrets);
    } catch (IllegalArgumentException e) {
      log.warn("source_refuses_all source={} reason={}", sourceKey, e.getMessage());
      return new Broken();
    }
  }

  private static Verifier make(String scheme, Map<String, String> settings, List<Secret> secrets) {
    return switch (scheme) {
      case NONE -> new PathSecret();
      case TOKEN -> new TokenVerifier(TokenSettings.of(settings), secrets);
      case HMAC -> new HmacVerifier(HmacSettings.of(settings), secrets);
      case STANDARD_WEBHOOKS -> new StandardWebhooksVerifier(secrets);
      case GITHUB -> new HmacVerifier(HmacSettings.GITHUB, secrets);
      case SHOPIFY ->
          new HmacVerifier(
              HmacSettings.SHOPIFY,
              secrets,
              "x-shopify-webhook-id",
              "x-shopify-event-id",
              "x-shopify-shop-domain",
              "x-shopify-api-version",
              "x-shopify-triggered-at");
      case SLACK ->
          new HmacVerifier(
              HmacSettings.SLACK, secrets, "x-slack-retry-num", "x-slack-retry-reason");
      case STRIPE -> new StripeVerifier(secrets);
      case TWILIO -> new TwilioVerifier(secrets);
      default -> throw new IllegalArgumentException("scheme: " + scheme);
    };
  }

  /**
   * Checks the settings and the secret of a source that is about to be created, or whose secret is
   * about to be rotated.
   *
   * @param secret null where none was given
   * @throws IllegalArgumentException whose message starts with the key that is wrong, {@code
   *     secret} for the secret, and never holds the secret
   */
  public static void check(String scheme, Map<String, String> settings, @Nullable String secret) {
    Set<String> known =
        switch (scheme) {
          case HMAC -> HmacSettings.KEYS;
          case TOKEN -> TokenSettings.KEYS;
          default -> Set.of();
        };
    requireKnown(scheme, settings, known);
    if (scheme.equals(NONE)) {
      if (secret != null) {
        throw new IllegalArgumentException("secret: scheme none has no secret");
      }
      return;
    }
    String checked = secret == null ? newSecret(scheme) : secret;
    if (!checked.strip().equals(checked)) {
      throw new IllegalArgumentException("secret: starts or ends with a space");
    }
    make(scheme, settings, List.of(new Secret(checked.getBytes(StandardCharsets.UTF_8), null)));
  }

  /** A misspelt setting would silently verify something else. */
  private static void requireKnown(String scheme, Map<String, String> settings, Set<String> known) {
    for (String key : settings.keySet()) {
      if (!known.contains(key)) {
        throw new IllegalArgumentException(
            "settings: "
                + key
                + " (expected: "
                + (known.isEmpty()
                    ? "nothing, as scheme " + scheme + " has no settings"
                    : String.join(", ", known.stream().sorted().toList()))
                + ")");
      }
    }
  }

  /**
   * A new secret in the form the scheme gives its own. Most senders make theirs themselves: then it
   * has to be given.
   *
   * @throws IllegalArgumentException where the scheme has none
   */
  public static String newSecret(String scheme) {
    String token = Ids.token(SECRET_BYTES);
    return switch (scheme) {
      case NONE -> throw new IllegalArgumentException("secret: scheme none has no secret");
      case STANDARD_WEBHOOKS ->
          StandardWebhookKey.SECRET_PREFIX
              + Base64.getEncoder().encodeToString(Base64.getUrlDecoder().decode(token));
      case STRIPE -> "whsec_" + token;
      default -> token;
    };
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
