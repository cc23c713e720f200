package io.millrace.projection.partition;

import java.util.List;
import org.springframework.jdbc.core.JdbcTemplate;

/**
 * The versions of a projection that are there: what is written for the first version's schema is
 * done in each of them.
 */
final class KeptVersions {

  private static final String FIRST = "_v1";

  private static final String SCHEMAS =
      """
      select n.nspname from pg_class c join pg_namespace n on n.oid = c.relnamespace
      where c.relname = ? and c.relkind in ('r', 'p') and n.nspname ~ ('^' || ? || '_v[0-9]+$')
      order by length(n.nspname), n.nspname""";

  private final String first;
  private final List<String> schemas;

  private KeptVersions(String first, List<String> schemas) {
    this.first = first;
    this.schemas = schemas;
  }

  /** Those that have this table; it is named with the first version's schema. */
  static KeptVersions of(JdbcTemplate maintenance, String table) {
    int dot = table.indexOf('.');
    String schema = table.substring(0, dot);
    if (!schema.endsWith(FIRST)) {
      throw new IllegalArgumentException("table: " + table + " (expected: in a schema ..._v1)");
    }
    return new KeptVersions(
        schema + '.',
        maintenance.queryForList(
            SCHEMAS,
            String.class,
            table.substring(dot + 1),
            schema.substring(0, schema.length() - FIRST.length())));
  }

  /** The same text for each version, the first version first. */
  List<String> each(String text) {
    return schemas.stream().map(schema -> text.replace(first, schema + '.')).toList();
  }
}
