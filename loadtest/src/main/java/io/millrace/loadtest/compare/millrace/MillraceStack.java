package io.millrace.loadtest.compare.millrace;

import io.millrace.loadtest.compare.generator.HttpLoad;
import io.millrace.loadtest.compare.generator.Outcome;
import io.millrace.loadtest.compare.machine.Part;
import io.millrace.loadtest.compare.work.Catalogue;
import io.millrace.loadtest.compare.work.Receipts;
import io.millrace.loadtest.compare.work.Webhooks;
import io.millrace.loadtest.platform.Http;
import io.millrace.loadtest.platform.Lag;
import io.millrace.loadtest.platform.Platform;
import io.millrace.loadtest.platform.PlatformException;
import java.nio.file.Path;
import java.sql.Connection;
import java.sql.DriverManager;
import java.sql.ResultSet;
import java.sql.SQLException;
import java.sql.Statement;
import java.util.List;
import java.util.Map;

/** A platform of its own, with 10,000 products and the senders of {@link Webhooks}. */
public final class MillraceStack implements AutoCloseable {

  private static final List<String> FRONT = List.of("kafka", "redis", "ingest-api");
  private static final List<String> READY =
      List.of("ingest-api", "stream-processors", "projection-store");
  private static final int WRITERS = 32;

  private final Platform platform;
  private final Lag lag;
  private final List<Part> parts;

  private MillraceStack(Platform platform) {
    this.platform = platform;
    this.lag = new Lag(platform.kafkaBootstrapServers(), List.of(platform.projectionUrl()));
    this.parts =
        Platform.PROCESSES.stream().map(name -> new Part(name, () -> platform.pids(name))).toList();
  }

  /**
   * Starts it empty, and seeds it.
   *
   * @param home the checkout
   * @param folder where its data goes
   */
  public static MillraceStack start(Path home, Path folder) throws InterruptedException {
    MillraceStack stack = new MillraceStack(Platform.start(home, folder, Map.of()));
    try {
      stack.seed();
      return stack;
    } catch (RuntimeException | InterruptedException e) {
      stack.close();
      throw e;
    }
  }

  private void seed() throws InterruptedException {
    for (int sender = 0; sender < Webhooks.SENDERS; sender++) {
      Http.post(
          platform.ingestUrl() + "/api/sources",
          Platform.API_KEY,
          "{\"sourceKey\":\"%s\",\"name\":\"sender %d\",\"scheme\":\"github\",\"secret\":\"%s\"}"
              .formatted(sourceKey(sender), sender, Webhooks.secret(sender)));
    }
    Outcome written =
        HttpLoad.each(Catalogue.writes(port("ingest-api"), Platform.API_KEY), WRITERS);
    if (written.errors() > 0) {
      throw new PlatformException("products: " + written.errors() + " were not taken");
    }
  }

  public Platform platform() {
    return platform;
  }

  public int port(String app) {
    return platform.port(app);
  }

  /** The path of a sender's deliveries. */
  public static String webhookPath(int sender) {
    return "/api/webhook/" + sourceKey(sender);
  }

  private static String sourceKey(int sender) {
    return "compare-" + sender;
  }

  /** All processes, servers before their clients. */
  public List<Part> whole() {
    return parts;
  }

  /** What it takes to accept as by default: the broker, ingest-api, and Redis for its limits. */
  public List<Part> front() {
    return parts(FRONT);
  }

  /** The broker alone. */
  public Part kafka() {
    return parts(List.of("kafka")).get(0);
  }

  private List<Part> parts(List<String> names) {
    return parts.stream().filter(part -> names.contains(part.name())).toList();
  }

  /** Whether the front, or every app, says that it is ready, and limits and ids are shared. */
  public boolean isReady(boolean whole) {
    return (whole ? READY : List.of("ingest-api"))
            .stream().allMatch(app -> Http.isOk(platform.url(app) + "/ready"))
        && sharesLimits();
  }

  private boolean sharesLimits() {
    try {
      String health = Http.get(platform.url("ingest-api") + "/api/health");
      return health.contains("\"redis\":{\"status\":\"ok\"}");
    } catch (PlatformException e) {
      return false;
    } catch (InterruptedException e) {
      Thread.currentThread().interrupt();
      return false;
    }
  }

  /** Records that the consumer furthest behind has yet to take. */
  public long backlog() throws InterruptedException {
    return lag.records();
  }

  /** Receipts in Postgres. */
  public long receipts() {
    String url = "jdbc:" + platform.databaseUrl().replaceFirst("//[^@]*@", "//");
    try (Connection connection = DriverManager.getConnection(url, "millrace", "millrace");
        Statement statement = connection.createStatement();
        ResultSet row = statement.executeQuery("select count(*) from receipt")) {
      row.next();
      return row.getLong(1);
    } catch (SQLException e) {
      throw new PlatformException("cannot count receipts: " + e.getMessage());
    }
  }

  /** Reads back what is written while it runs. */
  public Visibility visibility(Receipts receipts) {
    return new Visibility(platform, receipts);
  }

  @Override
  public void close() {
    lag.close();
    platform.close();
  }
}
