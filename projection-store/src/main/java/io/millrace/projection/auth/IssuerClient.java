package io.millrace.projection.auth;

import io.netty.channel.ChannelOption;
import java.net.URI;
import java.time.Duration;
import java.util.List;
import java.util.Map;
import org.springframework.core.ParameterizedTypeReference;
import org.springframework.http.client.reactive.ReactorClientHttpConnector;
import org.springframework.web.reactive.function.client.WebClient;
import org.springframework.web.reactive.function.client.WebClientResponseException;
import reactor.core.publisher.Flux;
import reactor.core.publisher.Mono;
import reactor.netty.http.client.HttpClient;

/**
 * Asks an issuer for its keys. Where they are, if it was not set, is what its metadata says: OpenID
 * Connect Discovery 1.0, section 4, else RFC 8414, section 3. Any thread; nothing blocks; an answer
 * of more than 256 KiB is refused.
 */
final class IssuerClient {

  /** How long each answer may take. */
  private static final Duration TIMEOUT = Duration.ofSeconds(3);

  private static final ParameterizedTypeReference<Map<String, Object>> METADATA =
      new ParameterizedTypeReference<>() {};

  private final JwtSettings settings;
  private final WebClient http;

  IssuerClient(JwtSettings settings) {
    this.settings = settings;
    HttpClient client =
        HttpClient.create()
            .option(ChannelOption.CONNECT_TIMEOUT_MILLIS, (int) TIMEOUT.toMillis())
            .responseTimeout(TIMEOUT);
    this.http = WebClient.builder().clientConnector(new ReactorClientHttpConnector(client)).build();
  }

  /** The key set as the issuer has it now, as JSON. Asks whenever it is subscribed to. */
  Mono<String> keySet() {
    return jwksUri()
        .flatMap(uri -> http.get().uri(uri).retrieve().bodyToMono(String.class).timeout(TIMEOUT))
        .switchIfEmpty(Mono.error(() -> new IllegalStateException("the key set is empty")));
  }

  private Mono<URI> jwksUri() {
    if (!settings.jwksUri().isEmpty()) {
      return Mono.just(URI.create(settings.jwksUri()));
    }
    return Flux.fromIterable(places(URI.create(settings.issuerUri())))
        .concatMap(this::metadata, 1)
        .next()
        .switchIfEmpty(Mono.error(() -> new IllegalStateException("the issuer has no metadata")))
        .map(this::jwksUri);
  }

  private Mono<Map<String, Object>> metadata(URI place) {
    return http.get()
        .uri(place)
        .retrieve()
        .bodyToMono(METADATA)
        .timeout(TIMEOUT)
        .onErrorResume(
            WebClientResponseException.class,
            refused ->
                refused.getStatusCode().is4xxClientError() ? Mono.empty() : Mono.error(refused));
  }

  private URI jwksUri(Map<String, Object> metadata) {
    if (!settings.issuerUri().equals(metadata.get("issuer"))) {
      throw new IllegalStateException("the metadata is of another issuer");
    }
    if (metadata.get("jwks_uri") instanceof String uri && JwtSettings.isHttp(uri)) {
      return URI.create(uri);
    }
    throw new IllegalStateException("the issuer's metadata has no jwks_uri");
  }

  private static List<URI> places(URI issuer) {
    String path = issuer.getRawPath() == null ? "" : issuer.getRawPath();
    String trimmed = path.endsWith("/") ? path.substring(0, path.length() - 1) : path;
    return List.of(
        issuer.resolve(trimmed + "/.well-known/openid-configuration"),
        issuer.resolve("/.well-known/oauth-authorization-server" + trimmed));
  }
}
