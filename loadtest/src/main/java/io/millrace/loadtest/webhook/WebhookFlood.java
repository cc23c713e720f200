package io.millrace.loadtest.webhook;

import static io.gatling.javaapi.core.CoreDsl.StringBody;
import static io.gatling.javaapi.core.CoreDsl.exec;
import static io.gatling.javaapi.http.HttpDsl.http;

import io.gatling.javaapi.core.Session;
import io.millrace.loadtest.run.LoadSimulation;
import io.millrace.loadtest.seed.ApiClient;
import io.millrace.loadtest.seed.ApiClient.Write;
import java.util.List;
import java.util.Set;
import java.util.SplittableRandom;
import java.util.concurrent.ThreadLocalRandom;

/** Senders that deliver signed webhooks of about 1 KiB; no two bodies are alike. */
public final class WebhookFlood extends LoadSimulation {

  public static final String NAME = "webhook";

  /** Arrivals a second; 10,000 a minute. */
  public static final int SEED_RATE = 167;

  private static final String SOURCE = "load-github";

  /** Of a source that only this machine reaches. */
  private static final String SECRET = "load-scenario";

  private static final int CREATED = 201;
  private static final int EXISTS = 409;

  public WebhookFlood() {
    run(
        exec(WebhookFlood::deliver)
            .exec(
                counted(
                    NAME,
                    http(NAME)
                        .post("/api/webhook/" + SOURCE)
                        .header("X-GitHub-Delivery", "#{delivery}")
                        .header("X-GitHub-Event", "#{event}")
                        .header("X-Hub-Signature-256", "#{signature}")
                        .body(StringBody(session -> session.getString("body"))),
                    202)));
  }

  private static Session deliver(Session session) {
    GithubDelivery delivery =
        GithubDelivery.any(new SplittableRandom(ThreadLocalRandom.current().nextLong()), SECRET);
    return session
        .set("delivery", delivery.id())
        .set("event", delivery.event())
        .set("signature", delivery.signature())
        .set("body", delivery.body());
  }

  @Override
  protected void prepare() {
    String source =
        "{\"sourceKey\":\"%s\",\"name\":\"load scenario\",\"scheme\":\"github\",\"secret\":\"%s\"}";
    new ApiClient(settings())
        .write(
            List.of(new Write("POST", "/api/sources", source.formatted(SOURCE, SECRET))),
            Set.of(CREATED, EXISTS));
  }
}
