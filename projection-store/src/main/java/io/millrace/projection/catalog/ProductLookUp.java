package io.millrace.projection.catalog;

import io.millrace.projection.cache.AnswerCache;
import io.millrace.projection.cache.Caches;
import io.millrace.projection.cache.Entry;
import io.millrace.projection.cache.Loaded;
import io.millrace.projection.cache.LookupCache;
import io.millrace.projection.http.Params;
import io.millrace.schemas.event.Keys;
import java.util.List;
import java.util.Map;
import org.jspecify.annotations.Nullable;
import org.springframework.stereotype.Component;
import reactor.core.publisher.Mono;
import tools.jackson.databind.json.JsonMapper;

/** Products by id and by barcode, remembered as the bytes that are answered. */
@Component
class ProductLookUp {

  private static final byte[] NOTHING = new byte[0];

  private final LookupCache cache;
  private final AnswerCache searches;
  private final ProductQuery products;
  private final ProductSearchQuery search;
  private final JsonMapper json;

  ProductLookUp(Caches caches, ProductQuery products, ProductSearchQuery search, JsonMapper json) {
    this.cache = caches.ofProducts();
    this.searches = caches.ofSearches();
    this.products = products;
    this.search = search;
    this.json = json;
  }

  /** The product; an entry that is nothing where there is none. */
  Mono<Entry> byId(String tenant, String productId) {
    return cache.get(ProductKeys.ofId(tenant, productId), () -> loadId(tenant, productId));
  }

  /** The first page of the products with a barcode. */
  Mono<Entry> byBarcode(String tenant, String barcode) {
    return cache.get(ProductKeys.ofBarcode(tenant, barcode), () -> loadBarcode(tenant, barcode));
  }

  /** Has Redis hold what is looked up under a key; true if it did not. */
  Mono<Boolean> warm(String key) {
    List<String> parts = Keys.split(key);
    if (parts.size() != 3) {
      return Mono.just(false);
    }
    String tenant = parts.get(1);
    String value = parts.get(2);
    return cache.warm(
        key,
        () ->
            key.equals(ProductKeys.ofBarcode(tenant, value))
                ? loadBarcode(tenant, value)
                : loadId(tenant, value));
  }

  /** The best matches of what somebody typed. */
  Mono<Entry> search(String tenant, String typed, int limit) {
    return searches.get(
        ProductKeys.ofTenant(tenant),
        Keys.of("search", tenant, Integer.toString(limit), typed.strip()),
        () ->
            search
                .find(tenant, typed, limit)
                .map(found -> json.writeValueAsBytes(Map.of("products", found))));
  }

  /** Has searches asked for anew. */
  void forgetSearches(String tenant) {
    searches.forget(ProductKeys.ofTenant(tenant));
  }

  /** What this process remembers under one of {@link ProductKeys}, or null. */
  @Nullable Entry near(String key) {
    return cache.near(key);
  }

  /** What all processes remember under one of {@link ProductKeys}, or nothing. */
  Mono<Entry> shared(String key) {
    return cache.shared(key);
  }

  /** Has the key asked for anew. */
  void forget(String key) {
    cache.forget(key);
  }

  private Mono<Loaded> loadId(String tenant, String productId) {
    return products
        .byId(tenant, productId)
        .map(product -> new Loaded(json.writeValueAsBytes(product), false))
        .defaultIfEmpty(new Loaded(NOTHING, true));
  }

  private Mono<Loaded> loadBarcode(String tenant, String barcode) {
    return products
        .byBarcode(tenant, barcode, null, Params.DEFAULT_LIMIT)
        .map(
            page ->
                new Loaded(
                    json.writeValueAsBytes(page.body("products")), page.entries().isEmpty()));
  }
}
