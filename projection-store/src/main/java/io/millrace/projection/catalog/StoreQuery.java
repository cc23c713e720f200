package io.millrace.projection.catalog;

import io.millrace.projection.query.Columns;
import io.millrace.projection.query.ReadDatabase;
import io.millrace.projection.query.Sql;
import io.r2dbc.spi.Readable;
import java.time.DateTimeException;
import java.time.ZoneId;
import java.time.ZoneOffset;
import java.util.List;
import org.jspecify.annotations.Nullable;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;
import org.springframework.stereotype.Component;
import reactor.core.publisher.Mono;

/** Where and in what currency a tenant's stores trade. */
@Component
public final class StoreQuery {

  private static final Logger log = LoggerFactory.getLogger(StoreQuery.class);
  private static final StoreTerms UNKNOWN = new StoreTerms(ZoneOffset.UTC, null);

  private final ReadDatabase database;

  StoreQuery(ReadDatabase database) {
    this.database = database;
  }

  /**
   * Terms of one store or, without a store, those that all of the tenant's stores share. A store
   * that says nothing is in UTC, and so are stores that differ.
   */
  public Mono<StoreTerms> terms(String tenant, @Nullable String storeId) {
    return database
        .list(
            Sql.of(
                    """
                    select distinct coalesce(timezone, '') as timezone,
                      coalesce(currency, '') as currency
                    from reference where tenant = ? and kind = 'stores'
                    """,
                    tenant)
                .addIf("and id = ?", storeId)
                .add("limit 100"),
            StoreQuery::terms)
        .map(StoreQuery::shared);
  }

  private static StoreTerms shared(List<StoreTerms> all) {
    List<ZoneId> zones = all.stream().map(StoreTerms::zone).distinct().toList();
    boolean oneCurrency = all.stream().map(StoreTerms::currency).distinct().count() == 1;
    return new StoreTerms(
        zones.size() == 1 ? zones.get(0) : UNKNOWN.zone(),
        oneCurrency ? all.get(0).currency() : UNKNOWN.currency());
  }

  private static StoreTerms terms(Readable row) {
    return new StoreTerms(
        zone(Columns.textOrNull(row, "timezone")), Columns.textOrNull(row, "currency"));
  }

  private static ZoneId zone(@Nullable String id) {
    try {
      return id == null || id.equals("UTC") ? ZoneOffset.UTC : ZoneId.of(id);
    } catch (DateTimeException e) {
      log.warn("timezone={} of a store is not known, taken for UTC", id);
      return ZoneOffset.UTC;
    }
  }
}
