package io.millrace.projection.catalog;

import com.fasterxml.jackson.annotation.JsonInclude;
import com.fasterxml.jackson.annotation.JsonRawValue;
import io.millrace.projection.freshness.ProjectionInputs;
import io.millrace.projection.http.Cursor;
import io.millrace.projection.http.Page;
import io.millrace.projection.query.Columns;
import io.millrace.projection.query.ReadDatabase;
import io.millrace.projection.query.Sql;
import io.millrace.schemas.topic.Topics;
import io.r2dbc.spi.Readable;
import java.time.Instant;
import java.util.List;
import org.jspecify.annotations.Nullable;
import org.springframework.stereotype.Component;
import reactor.core.publisher.Mono;

/** Reference data: stores, warehouses, categories, customers and employees. */
@Component
class ReferenceQuery {

  static final ProjectionInputs PROJECTION =
      ProjectionInputs.of("reference", Topics.CATALOG_REFERENCE);

  /** One of them. */
  @JsonInclude(JsonInclude.Include.NON_NULL)
  record Entry(
      String id,
      @Nullable String name,
      @Nullable String timezone,
      @Nullable String currency,
      @Nullable String phone,
      @JsonRawValue String attributes,
      Instant updatedAt) {}

  private final ReadDatabase database;

  ReferenceQuery(ReadDatabase database) {
    this.database = database;
  }

  /** A page of one kind, of those with a phone number where it is given. */
  Mono<Page<Entry>> list(
      String tenant, String kind, @Nullable String phone, @Nullable List<String> after, int limit) {
    Sql sql =
        Sql.of(
                """
                select id, name, timezone, currency, phone, attributes::text as attributes,
                  updated_at
                from reference where tenant = ? and kind = ?
                """,
                tenant,
                kind)
            .addIf("and phone = ?", phone)
            .addIf("and id > ?", after == null ? null : after.get(0))
            .add("order by id limit ?", limit + 1);
    return database
        .list(sql, ReferenceQuery::entry)
        .map(entries -> Page.of(entries, limit, last -> Cursor.encode(last.id())));
  }

  private static Entry entry(Readable row) {
    return new Entry(
        Columns.text(row, "id"),
        Columns.textOrNull(row, "name"),
        Columns.textOrNull(row, "timezone"),
        Columns.textOrNull(row, "currency"),
        Columns.textOrNull(row, "phone"),
        Columns.text(row, "attributes"),
        Columns.time(row, "updated_at"));
  }
}
