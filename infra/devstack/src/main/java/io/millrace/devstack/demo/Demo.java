package io.millrace.devstack.demo;

import io.millrace.devstack.process.Console;
import java.net.URI;
import java.time.Clock;
import java.time.Duration;
import java.util.List;
import java.util.Map;
import java.util.concurrent.Executors;
import java.util.concurrent.ScheduledExecutorService;
import java.util.concurrent.TimeUnit;

/** Sends what the shop, the webhook sender and the chat come up with, until it is closed. */
public final class Demo implements AutoCloseable {

  private static final Duration RECEIPTS = Duration.ofMillis(700);
  private static final Duration DELIVERIES = Duration.ofSeconds(3);
  private static final Duration WEBHOOKS = Duration.ofMillis(1_300);
  private static final Duration MESSAGES = Duration.ofSeconds(4);
  private static final Duration SETUP_RETRY = Duration.ofSeconds(2);
  private static final int CONFLICT = 409;
  private static final int OK_FIRST = 200;
  private static final int OK_LAST = 299;

  private final DemoClient client;
  private final Console console;
  private final Clock clock;
  private final DemoShop shop;
  private final DemoWebhooks webhooks;
  private final DemoChat chat;
  private final ScheduledExecutorService work =
      Executors.newSingleThreadScheduledExecutor(
          task -> {
            Thread thread = new Thread(task, "demo");
            thread.setDaemon(true);
            return thread;
          });
  private boolean refused;

  private Demo(DemoClient client, Console console, Clock clock) {
    long seed = clock.instant().getEpochSecond();
    this.client = client;
    this.console = console;
    this.clock = clock;
    this.shop = new DemoShop(seed);
    this.webhooks = new DemoWebhooks(seed);
    this.chat = new DemoChat(seed);
  }

  /** Starts sending to ingest-api with an API key that may do everything. */
  public static Demo start(URI ingestApi, String key, Console console) {
    Demo demo = new Demo(new DemoClient(ingestApi, key), console, Clock.systemUTC());
    demo.work.execute(demo::open);
    return demo;
  }

  @Override
  public void close() {
    work.shutdownNow();
  }

  /** The shop opens once everything it sells is known; until then it tries again. */
  private void open() {
    try {
      if (!announce()) {
        work.schedule(this::open, SETUP_RETRY.toMillis(), TimeUnit.MILLISECONDS);
        return;
      }
    } catch (InterruptedException e) {
      Thread.currentThread().interrupt();
      return;
    }
    console.say("demo", "the shop is open, webhooks and chat are running");
    repeat(RECEIPTS, () -> post("/api/receipts", shop.nextReceipt(clock.instant()), Map.of()));
    repeat(
        DELIVERIES,
        () -> post("/api/stock/movements", shop.nextDelivery(clock.instant()), Map.of()));
    repeat(WEBHOOKS, this::deliver);
    repeat(MESSAGES, this::chat);
  }

  private boolean announce() throws InterruptedException {
    int source = client.send("POST", "/api/sources", DemoWebhooks.source(), Map.of());
    if (!isOk(source) && source != CONFLICT) {
      return note(source);
    }
    for (Store store : shop.stores()) {
      int status =
          client.send(
              "PUT", "/api/reference/stores/" + DemoClient.segment(store.id()), store, Map.of());
      if (!note(status)) {
        return false;
      }
    }
    for (Product product : shop.products()) {
      int status =
          client.send(
              "PUT", "/api/products/" + DemoClient.segment(product.id()), product, Map.of());
      if (!note(status)) {
        return false;
      }
    }
    List<Movement> opening = shop.openingStock(clock.instant());
    return note(client.send("POST", "/api/stock/movements", opening, Map.of()));
  }

  private void deliver() throws InterruptedException {
    DemoWebhooks.Delivery delivery = webhooks.next();
    note(
        client.sendBytes(
            "POST",
            "/api/webhook/" + DemoWebhooks.SOURCE_KEY,
            delivery.body(),
            delivery.headers()));
  }

  private void chat() throws InterruptedException {
    DemoChat.Message message = chat.next();
    post(
        "/api/chat/" + message.conversationId() + "/messages",
        message.body(),
        Map.of("X-User-Id", message.userId()));
  }

  private void post(String path, Object body, Map<String, String> headers)
      throws InterruptedException {
    note(client.send("POST", path, body, headers));
  }

  /** Says when refusals begin and when they end, and nothing in between. */
  private boolean note(int status) {
    boolean ok = isOk(status);
    if (!ok && !refused) {
      console.say(
          "demo",
          status == DemoClient.NO_ANSWER
              ? "ingest-api does not answer, trying on"
              : "ingest-api answers " + status + ", trying on");
    } else if (ok && refused) {
      console.say("demo", "ingest-api accepts again");
    }
    refused = !ok;
    return ok;
  }

  private interface Step {
    void run() throws InterruptedException;
  }

  private void repeat(Duration every, Step step) {
    work.scheduleWithFixedDelay(
        () -> {
          try {
            step.run();
          } catch (InterruptedException e) {
            Thread.currentThread().interrupt();
          }
        },
        every.toMillis(),
        every.toMillis(),
        TimeUnit.MILLISECONDS);
  }

  private static boolean isOk(int status) {
    return status >= OK_FIRST && status <= OK_LAST;
  }
}
