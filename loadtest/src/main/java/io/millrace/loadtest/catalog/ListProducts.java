package io.millrace.loadtest.catalog;

import static io.gatling.javaapi.core.CoreDsl.exec;
import static io.gatling.javaapi.core.CoreDsl.jmesPath;
import static io.gatling.javaapi.http.HttpDsl.http;

import io.millrace.loadtest.run.LoadSimulation;

/** Back offices that list products: the first page of 50 and the one after it. */
public final class ListProducts extends LoadSimulation {

  private static final String CURSOR = "cursor";

  public ListProducts() {
    run(
        exec(
            counted(
                "first-page",
                http("first-page")
                    .get(read("/api/products?limit=50"))
                    .check(jmesPath("nextCursor").saveAs(CURSOR)),
                200),
            counted(
                "next-page",
                http("next-page")
                    .get(read("/api/products"))
                    .queryParam("limit", 50)
                    .queryParam(CURSOR, "#{cursor}"),
                200)));
  }

  @Override
  protected void prepare() throws InterruptedException {
    ProductSeed.plant(settings());
  }
}
