package io.millrace.projection.reads;

/**
 * Fills every table that readers use with enough rows for a sequential scan to be a mistake: 200
 * tenants with 1,000 rows each, and the same again for tables of several rows a thing.
 */
final class LargeTables {

  /** One of the tenants. */
  static final String TENANT = "t7";

  private static final int ROWS = 200_000;

  private LargeTables() {}

  static void fill(ReadApp app) {
    insert(
        app,
        "receipts_v1.receipt (tenant, store_id, receipt_id, terminal_id, receipt_number, type,"
            + " occurred_at, currency, discount, total, lines, payments, ingested_at)",
        "'s' || k % 10, 'r' || k, 'till' || k % 20, 'no' || k, 'sale',"
            + " timestamptz '2026-03-29Z' - k * interval '9 hours', '', 0, 1, '[]', '[]', now()");
    app.sql(
        "insert into receipts_v1.receipt_identity (tenant, receipt_id, store_id, occurred_at)"
            + " select tenant, receipt_id, store_id, occurred_at from receipts_v1.receipt");
    insert(
        app,
        "products_v1.product (tenant, product_id, name, barcode, price, is_active, updated_at,"
            + " log_offset)",
        "'p' || k, 'Tea ' || k, 'b' || k, 1, true, now(), n");
    insert(
        app,
        "reference_v1.reference (tenant, kind, id, name, timezone, currency, phone, attributes,"
            + " updated_at, log_offset)",
        "case when k < 10 then 'stores' else 'customers' end, 's' || k, 'S', 'Europe/London',"
            + " 'GBP', case when k >= 10 then '+' || k end, '{}', now(), n");
    insert(
        app,
        "sales_by_hour_v1.sales_quarter (tenant, store_id, currency, start, receipts, refunds,"
            + " units_milli, revenue, revision)",
        "'s' || k % 10, 'GBP', timestamptz '2026-03-29Z' - k * interval '15 minutes', 1, 0, 1, 1, 1");
    insert(
        app,
        "sales_by_day_v1.sales_day (tenant, store_id, currency, start, receipts, refunds,"
            + " units_milli, revenue, revision)",
        "'s' || k % 10, 'GBP', timestamptz '2026-03-29Z' - k * interval '1 day', 1, 0, 1, 1, 1");
    insert(
        app,
        "product_sales_v1.product_sales (tenant, store_id, currency, product_id, start, name,"
            + " units_milli, revenue, revision)",
        "'s' || k % 10, 'GBP', 'p' || k, timestamptz '2026-03-29Z' - k * interval '1 hour', 'Tea',"
            + " 1, 1, 1");
    insert(
        app,
        "stock_levels_v1.stock_level (tenant, store_id, product_id, quantity_milli, updated_at,"
            + " revision)",
        "'s' || k % 10, 'p' || k, 1000, now(), 1");
    insert(
        app,
        "webhook_stats_v1.webhook_minute (tenant, source_key, start, accepted, rejected,"
            + " duplicates, bytes, by_type, revision)",
        "'w' || k % 5, timestamptz '2026-03-29T12:00Z' - k * interval '1 minute', 1, 0, 0, 1, '{}', 1");
    insert(
        app,
        "chat_v1.chat_message (tenant, conversation_id, message_id, sender_id, text, recipients,"
            + " sent_at, log_offset)",
        "'c' || k % 50, 'm' || k, 'u' || k % 7, 'hello', array['u' || k % 11],"
            + " timestamptz '2026-03-29Z' - k * interval '40 minutes', n");
    app.sql(
        "insert into chat_v1.chat_message_identity"
            + " select tenant, conversation_id, message_id, sent_at from chat_v1.chat_message");
    insert(
        app,
        "ai_requests_v1.ai_request (tenant, request_id, user_id, status, priority, admitted_at,"
            + " attempts, fallback, prompt_tokens, completion_tokens, total_tokens, completed_at)",
        "'q' || k, 'u' || k % 7, case when k = 1 then 'queued' else 'completed' end, 'normal',"
            + " now() - k * interval '1 hour', 1, false, 1, 1, 2, now() - k * interval '1 hour'");
    app.sql("analyze");
  }

  private static void insert(ReadApp app, String columns, String values) {
    app.sql(
        "insert into %s select 't' || n %% 200, %s from (select n, n / 200 as k"
                .formatted(columns, values)
            + " from generate_series(0, "
            + (ROWS - 1)
            + ") n) rows on conflict do nothing");
  }
}
