package io.millrace.projection.database;

import io.r2dbc.postgresql.client.SSLMode;
import java.net.URI;
import java.net.URLDecoder;
import java.nio.charset.StandardCharsets;
import java.util.EnumSet;
import java.util.Locale;
import java.util.Set;
import org.jspecify.annotations.Nullable;

/**
 * A database's address in the form {@code postgresql://user:password@host:port/database}.
 *
 * @param sslMode what {@code ?sslmode=} asks for; without it connections are not encrypted
 */
record DatabaseUrl(
    String host, int port, String database, String user, String password, SSLMode sslMode) {

  private static final int DEFAULT_PORT = 5432;
  private static final String FORM = "(expected: postgresql://user:password@host:port/database)";

  private static final String SSL_MODE = "sslmode=";

  /** Those that both drivers know. */
  private static final Set<SSLMode> SSL_MODES = EnumSet.complementOf(EnumSet.of(SSLMode.TUNNEL));

  /** Where the R2DBC driver looks for authorities too. */
  private static final String JAVA_TRUST_STORE = "org.postgresql.ssl.DefaultJavaSSLFactory";

  static DatabaseUrl parse(String text) {
    URI uri;
    try {
      uri = URI.create(text);
    } catch (IllegalArgumentException e) {
      throw new IllegalArgumentException("database url: not a url " + FORM);
    }
    String scheme = uri.getScheme();
    String userInfo = uri.getRawUserInfo();
    String path = uri.getRawPath();
    if (!("postgresql".equals(scheme) || "postgres".equals(scheme))
        || uri.getHost() == null
        || userInfo == null
        || path == null
        || path.length() < 2) {
      throw new IllegalArgumentException("database url: incomplete " + FORM);
    }
    int colon = userInfo.indexOf(':');
    return new DatabaseUrl(
        uri.getHost(),
        uri.getPort() < 0 ? DEFAULT_PORT : uri.getPort(),
        decode(path.substring(1)),
        decode(colon < 0 ? userInfo : userInfo.substring(0, colon)),
        colon < 0 ? "" : decode(userInfo.substring(colon + 1)),
        sslMode(uri.getQuery()));
  }

  /** The same address for JDBC, without the credentials. */
  String jdbc() {
    return "jdbc:postgresql://"
        + host
        + ":"
        + port
        + "/"
        + database
        + (sslMode == SSLMode.DISABLE ? "" : "?sslmode=" + name(sslMode))
        + (sslMode.verifyCertificate() ? "&sslfactory=" + JAVA_TRUST_STORE : "");
  }

  private static SSLMode sslMode(@Nullable String query) {
    if (query == null) {
      return SSLMode.DISABLE;
    }
    for (String parameter : query.split("&")) {
      if (parameter.startsWith(SSL_MODE)) {
        String name = parameter.substring(SSL_MODE.length());
        return SSL_MODES.stream()
            .filter(mode -> name(mode).equals(name))
            .findFirst()
            .orElseThrow(
                () ->
                    new IllegalArgumentException(
                        "database url: sslmode="
                            + name
                            + " (expected: disable, allow, prefer, require, verify-ca or"
                            + " verify-full)"));
      }
    }
    return SSLMode.DISABLE;
  }

  private static String name(SSLMode mode) {
    return mode.name().toLowerCase(Locale.ROOT).replace('_', '-');
  }

  /** Leaves the password out. */
  @Override
  public String toString() {
    return "postgresql://" + user + "@" + host + ":" + port + "/" + database;
  }

  private static String decode(String part) {
    return URLDecoder.decode(part.replace("+", "%2B"), StandardCharsets.UTF_8);
  }
}
