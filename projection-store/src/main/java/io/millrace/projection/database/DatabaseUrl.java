package io.millrace.projection.database;

import java.net.URI;
import java.net.URLDecoder;
import java.nio.charset.StandardCharsets;

/**
 * A database's address in the form {@code postgresql://user:password@host:port/database}.
 *
 * @param tls whether {@code ?sslmode=} asks for an encrypted connection
 */
record DatabaseUrl(
    String host, int port, String database, String user, String password, boolean tls) {

  private static final int DEFAULT_PORT = 5432;
  private static final String FORM = "(expected: postgresql://user:password@host:port/database)";

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
    String query = uri.getQuery();
    return new DatabaseUrl(
        uri.getHost(),
        uri.getPort() < 0 ? DEFAULT_PORT : uri.getPort(),
        decode(path.substring(1)),
        decode(colon < 0 ? userInfo : userInfo.substring(0, colon)),
        colon < 0 ? "" : decode(userInfo.substring(colon + 1)),
        query != null && query.contains("sslmode=") && !query.contains("sslmode=disable"));
  }

  /** The same address for JDBC, without the credentials. */
  String jdbc() {
    return "jdbc:postgresql://"
        + host
        + ":"
        + port
        + "/"
        + database
        + (tls ? "?sslmode=require" : "");
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
