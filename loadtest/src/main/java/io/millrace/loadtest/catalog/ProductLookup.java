package io.millrace.loadtest.catalog;

import static io.gatling.javaapi.core.CoreDsl.exec;
import static io.gatling.javaapi.core.CoreDsl.feed;
import static io.gatling.javaapi.core.CoreDsl.substring;
import static io.gatling.javaapi.http.HttpDsl.http;

import io.gatling.javaapi.core.ChainBuilder;
import io.millrace.loadtest.run.LoadSimulation;
import java.util.Iterator;
import java.util.Map;
import java.util.SplittableRandom;
import java.util.stream.Stream;

/** Tills that look products up by what they scan; few are scanned often. */
public final class ProductLookup extends LoadSimulation {

  public static final String NAME = "product-lookup";

  public ProductLookup() {
    run(chain(read("")));
  }

  @Override
  protected void prepare() throws InterruptedException {
    ProductSeed.plant(settings());
  }

  /** One look-up; the answer must hold the product. */
  public static ChainBuilder chain(String readUrl) {
    SplittableRandom random = new SplittableRandom();
    Iterator<Map<String, Object>> scans =
        Stream.generate(
                () ->
                    Map.<String, Object>of("barcode", Catalog.any(random, Catalog.SIZE).barcode()))
            .iterator();
    return exec(
        feed(scans),
        counted(
            NAME,
            http(NAME)
                .get(readUrl + "/api/products/search?barcode=#{barcode}")
                .check(substring("\"barcode\":\"#{barcode}\"")),
            200));
  }
}
