package io.millrace.projection.database;

import static org.assertj.core.api.Assertions.assertThat;
import static org.awaitility.Awaitility.await;

import com.google.protobuf.Timestamp;
import io.millrace.infra.embedded.PgBouncer;
import io.millrace.infra.embedded.PostgresServer;
import io.millrace.projection.reads.ReadApp;
import io.millrace.projection.reads.ReadClient;
import io.millrace.projection.support.TestDatabase;
import io.millrace.projection.support.TestTopics;
import io.millrace.schemas.event.Keys;
import io.millrace.schemas.sales.v1.Receipt;
import io.millrace.schemas.sales.v1.ReceiptType;
import io.millrace.schemas.topic.Topics;
import java.net.http.HttpResponse;
import java.nio.file.Path;
import java.time.Duration;
import java.util.List;
import java.util.concurrent.CompletableFuture;
import java.util.stream.IntStream;
import org.junit.jupiter.api.Assumptions;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;

class PgBouncerIT {

  private static final Path SETTINGS = Path.of("../infra/pgbouncer/pgbouncer.ini");
  private static final Duration SOON = Duration.ofSeconds(60);
  private static final int RECEIPTS = 500;

  @BeforeEach
  void skip_whereNotInstalled() {
    if (!PgBouncer.isInstalled()) {
      System.out.println("PgBouncerIT is skipped: no pgbouncer on this machine");
      Assumptions.abort("no pgbouncer on this machine");
    }
  }

  @Test
  void sinksReadsAndJobs_workThroughIt() {
    try (PostgresServer postgres = started();
        PgBouncer bouncer = new PgBouncer(SETTINGS, postgres.url())) {
      bouncer.start();
      try (ReadApp app =
              ReadApp.on(
                  postgres,
                  bouncer.url(),
                  List.of(),
                  "--database.migration-url=" + postgres.url(),
                  "--database.prepared-statements=0");
          TestTopics topics = new TestTopics(app.kafka())) {
        for (int i = 0; i < RECEIPTS; i++) {
          topics.sendAsync(Topics.SALES_RECEIPTS, Keys.of("bounced", "s"), receipt(i));
        }
        topics.flush();
        ReadClient client = app.client("bounced", "read", "ops");
        await()
            .atMost(SOON)
            .until(
                () ->
                    client.get("/api/receipts?limit=500").json().path("receipts").size()
                        == RECEIPTS);
        for (int wave = 0; wave < 10; wave++) {
          List<CompletableFuture<HttpResponse<String>>> reads =
              IntStream.range(30 * wave, 30 * (wave + 1))
                  .mapToObj(i -> client.request("/api/receipts/r" + i).GET().build())
                  .map(
                      request ->
                          client.http().sendAsync(request, HttpResponse.BodyHandlers.ofString()))
                  .toList();
          assertThat(reads.stream().map(CompletableFuture::join).map(HttpResponse::statusCode))
              .containsOnly(200);
        }
        app.awaitFast(client::allJobsWentWell);
        assertThat(
                TestDatabase.at(postgres.url())
                    .value(
                        "select count(*) from pg_stat_activity where datname = 'millrace'"
                            + " and application_name like 'projection-store-read%'"))
            .isNotEqualTo("0");
      }
    }
  }

  @Test
  void migrations_workThroughItToo() throws InterruptedException {
    try (PostgresServer postgres = started();
        PgBouncer bouncer = new PgBouncer(SETTINGS, postgres.url())) {
      bouncer.start();
      DatabaseFixture.migrate(bouncer.url());
      assertThat(TestDatabase.at(postgres.url()).value("select count(*) from job_run"))
          .isEqualTo("0");
    }
  }

  private static PostgresServer started() {
    PostgresServer postgres = new PostgresServer(null, 0);
    postgres.start();
    return postgres;
  }

  private static Receipt receipt(int number) {
    return Receipt.newBuilder()
        .setTenant("bounced")
        .setStoreId("s")
        .setReceiptId("r" + number)
        .setType(ReceiptType.RECEIPT_TYPE_SALE)
        .setOccurredAt(Timestamp.newBuilder().setSeconds(1_290_000_000L + number * 86_400L))
        .build();
  }
}
