package io.millrace.loadtest.receipt;

import static io.gatling.javaapi.core.CoreDsl.StringBody;
import static io.gatling.javaapi.http.HttpDsl.http;

import io.millrace.loadtest.run.LoadSimulation;
import java.time.Clock;

/** Tills that write receipts of three lines. */
public final class CreateReceipt extends LoadSimulation {

  public static final String NAME = "create-receipt";

  public CreateReceipt() {
    ReceiptGenerator receipts = new ReceiptGenerator(System.nanoTime(), Clock.systemUTC());
    run(
        counted(
            NAME,
            http(NAME).post("/api/receipts").body(StringBody(session -> receipts.next().json())),
            202));
  }
}
