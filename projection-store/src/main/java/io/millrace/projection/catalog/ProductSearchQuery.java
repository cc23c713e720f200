package io.millrace.projection.catalog;

import io.millrace.projection.catalog.ProductQuery.Product;
import io.millrace.projection.query.ReadDatabase;
import io.millrace.projection.query.Sql;
import java.util.ArrayList;
import java.util.HashSet;
import java.util.List;
import java.util.Locale;
import java.util.Set;
import org.springframework.stereotype.Component;
import reactor.core.publisher.Mono;

/**
 * Products by what somebody typed: first those with that very barcode or SKU, then those in which
 * all words occur, the last one perhaps as a beginning, and where these are few those in the names
 * of which similar words occur. Each step looks at a bounded number of products.
 */
@Component
class ProductSearchQuery {

  private static final int FEW = 10;
  private static final int MOST_EXACT = 100;
  private static final int MOST_BY_WORDS = 1_000;
  private static final int MOST_SIMILAR = 200;

  /** One wrong letter in a word of six, with which most of its trigrams are gone. */
  private static final String LEAST_SIMILARITY = "0.4";

  private static final String EXACT =
      """
      (select %1$s, 2 as tier, 0::real as score from product
      where tenant = ? and (barcode = ? or folded_sku = ?) limit ?)"""
          .formatted(ProductQuery.COLUMNS);

  private static final String BY_WORDS =
      """
      union all
      (select %1$s, 1 as tier, ts_rank(search, words) as score
      from product, (select plainto_tsquery('russian', ?)
        && (plainto_tsquery('russian', ?) || to_tsquery('simple', ?)) as words) asked
      where tenant = ? and search @@ words limit ?)"""
          .formatted(ProductQuery.COLUMNS);

  private static final String ORDER =
      ") found order by tier desc, is_active desc, score desc, product_id limit ?";

  private final ReadDatabase database;

  ProductSearchQuery(ReadDatabase database) {
    this.database = database;
  }

  /** The best matches, at most as many as the limit. */
  Mono<List<Product>> find(String tenant, String typed, int limit) {
    SearchWords words = SearchWords.of(typed);
    return database
        .list(matching(tenant, words, limit), ProductQuery::product)
        .map(ProductSearchQuery::distinct)
        .flatMap(
            found ->
                found.size() >= Math.min(FEW, limit) || words.mistyped().isEmpty()
                    ? Mono.just(found)
                    : database
                        .list(similar(tenant, words, limit), ProductQuery::product)
                        .map(similar -> join(found, similar, limit)));
  }

  static Sql matching(String tenant, SearchWords words, int limit) {
    Sql sql = Sql.of("select * from (");
    String sku = words.text().toLowerCase(Locale.ROOT);
    sql.add(EXACT, tenant, words.text(), sku, MOST_EXACT);
    if (!words.isWordless()) {
      String prefix = words.prefix().isEmpty() ? "" : words.prefix() + ":*";
      sql.add(BY_WORDS, words.head(), words.last(), prefix, tenant, MOST_BY_WORDS);
    }
    return sql.add(ORDER, limit);
  }

  /** The threshold holds for this statement only. */
  static Sql similar(String tenant, SearchWords words, int limit) {
    List<String> mistyped = words.mistyped();
    Sql sql = Sql.of("select * from (select " + ProductQuery.COLUMNS + ", 0 as tier, 0::real");
    mistyped.forEach(word -> sql.add("+ word_similarity(?, folded_name)", word));
    sql.add(
        "as score from product where (select"
            + " set_config('pg_trgm.word_similarity_threshold', ?, true)) is not null"
            + " and tenant = ?",
        LEAST_SIMILARITY,
        tenant);
    mistyped.forEach(word -> sql.add("and folded_name %> ?", word));
    return sql.add("limit ?", MOST_SIMILAR).add(ORDER, limit);
  }

  private static List<Product> distinct(List<Product> products) {
    return join(products, List.of(), products.size());
  }

  private static List<Product> join(List<Product> first, List<Product> then, int limit) {
    List<Product> joined = new ArrayList<>();
    Set<String> ids = new HashSet<>();
    for (List<Product> some : List.of(first, then)) {
      for (Product product : some) {
        if (joined.size() < limit && ids.add(product.productId())) {
          joined.add(product);
        }
      }
    }
    return joined;
  }
}
