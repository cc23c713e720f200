package io.millrace.projection.reads;

/**
 * Fills every table that readers use with enough rows for a sequential scan to be a mistake: 200
 * tenants with 600 rows each, and the same again for tables of several rows a thing.
 */
final class LargeTables {

  /** One of the tenants. */
  static final String TENANT = "t7";

  /** One of its users, who takes part in conversation {@code c5}. */
  static final String USER = "u3";

  private static final int ROWS = 120_000;

  private LargeTables() {}

  static void fill(ReadApp app) {
    receipts(app);
    catalog(app);
    sales(app);
    stock(app);
    chat(app);
    ai(app);
    app.sql("analyze");
  }

  private static void receipts(ReadApp app) {
    insert(
        app,
        "receipts_v1.receipt (tenant, store_id, receipt_id, terminal_id, receipt_number, type,"
            + " occurred_at, currency, discount, total, lines, payments, ingested_at, refund_of)",
        "'s' || k % 10, 'r' || k, 'till' || k % 20, 'no' || k,"
            + " case when k % 20 = 15 then 'refund' else 'sale' end,"
            + " timestamptz '2026-03-29Z' - k * interval '9 hours', '', 0, 1, '[]', '[]', now(),"
            + " case when k % 20 = 15 then 'r' || (k - 10) end");
    app.sql(
        "insert into receipts_v1.receipt_identity (tenant, receipt_id, store_id, occurred_at)"
            + " select tenant, receipt_id, store_id, occurred_at from receipts_v1.receipt");
    insert(
        app,
        "shifts_v1.shift (tenant, store_id, shift_id, terminal_id, opened_at, closed_at, first_at,"
            + " takings, revision)",
        "'s' || k % 10, 'h' || k, 'till' || k % 20, t, case when k > 40 then t end, t, '[]', 1");
  }

  private static void catalog(ReadApp app) {
    insert(
        app,
        "products_v1.product (tenant, product_id, name, barcode, price, is_active, updated_at,"
            + " log_offset, low_stock_threshold_milli)",
        "'p' || k, (array['Green', 'Black', 'White'])[k % 3 + 1] || ' tea ' || k, 'b' || k, 1,"
            + " true, now(), n, case when k % 10 = 5 then 2000 end");
    insert(
        app,
        "reference_v1.reference (tenant, kind, id, name, timezone, currency, phone, attributes,"
            + " updated_at, log_offset)",
        "case when k < 10 then 'stores' else 'customers' end, 's' || k, 'S', 'Europe/London',"
            + " 'GBP', case when k >= 10 then '+' || k end, '{}', now(), n");
  }

  private static void sales(ReadApp app) {
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
        "sales_breakdown_v1.sales_breakdown (tenant, store_id, currency, dimension, value, start,"
            + " receipts, refunds, amount, revenue, revision)",
        "'s' || k % 10, 'GBP', case when k / 10 % 2 = 0 then 'payment' else 'employee' end,"
            + " 'v' || k % 9, timestamptz '2026-03-29Z' - k * interval '15 minutes', 1, 0, 1, 1, 1");
    insert(
        app,
        "webhook_stats_v1.webhook_minute (tenant, source_key, start, accepted, rejected,"
            + " duplicates, bytes, by_type, revision)",
        "'w' || k % 5, timestamptz '2026-03-29T12:00Z' - k * interval '1 minute', 1, 0, 0, 1, '{}', 1");
  }

  private static void stock(ReadApp app) {
    app.sql(
        "select ensure_partitions('stock_movements_v1.stock_movement', '3 months', '2024-01-01Z',"
            + " '2026-12-31Z')");
    insert(
        app,
        "stock_levels_v1.stock_level (tenant, store_id, product_id, quantity_milli, updated_at,"
            + " revision, has_late)",
        "'s' || k % 10, 'p' || k, 1000, now(), 1, k % 2 = 0");
    insert(
        app,
        "stock_levels_v1.late_fact (tenant, store_id, product_id, kind, fact_id, occurred_at,"
            + " occurred_nanos, stocktake, log_offset, quantity_milli, known_milli, known_before)",
        "'s' || k % 10, 'p' || k, 'receipt', 'f' || k, timestamptz '2026-01-29Z'"
            + " - k * interval '9 hours', 0, k % 8 = 0, n, 1, 0, timestamptz '2026-02-01Z'");
    insert(
        app,
        "stock_movements_v1.stock_movement (tenant, store_id, product_id, occurred_at,"
            + " occurred_nanos, stocktake, log_offset, kind, fact_id, reason, quantity_milli,"
            + " ingested_at)",
        "'s' || k / 20 % 10, 'p' || k % 20, timestamptz '2026-03-29Z' - k * interval '9 hours',"
            + " 0, k % 7 = 0, n, 'receipt', 'f' || k, 'sale', 1, now()");
    insert(
        app,
        "stock_movements_v1.stock_balance (tenant, store_id, product_id, quantity_milli, newest_at,"
            + " newest_nanos)",
        "'s' || k % 10, 'p' || k, 1, timestamptz '2023-12-31Z', 0");
    insert(
        app,
        "stock_alerts_v1.stock_alert (tenant, store_id, product_id, state, quantity_milli, since,"
            + " ingested_at, crossings, revision)",
        "'s' || k % 10, 'p' || k, 'low', 1000, now(), now(), 1, 1");
  }

  private static void chat(ReadApp app) {
    insert(
        app,
        "chat_v1.chat_message (tenant, conversation_id, message_id, sender_id, text, recipients,"
            + " sent_at, log_offset)",
        "'c' || k % 50, 'm' || k, 'u' || k % 7, 'hello', array['u' || k % 11],"
            + " timestamptz '2026-03-29Z' - k * interval '40 minutes', n");
    app.sql(
        "insert into chat_v1.chat_message_identity"
            + " select tenant, conversation_id, message_id, sent_at from chat_v1.chat_message");
    app.sql(
        "insert into chat_conversations_v1.chat_place (tenant, conversation_id, message_id, seq,"
            + " sent_at) select tenant, conversation_id, message_id, row_number() over (partition by"
            + " tenant, conversation_id order by sent_at), sent_at from chat_v1.chat_message");
    insert(
        app,
        "chat_conversations_v1.chat_conversation (tenant, conversation_id, last_seq, last_sent_at,"
            + " revision)",
        "'c' || k, 20, timestamptz '2026-03-29Z' - k * interval '40 minutes', 1");
    insert(
        app,
        "chat_conversations_v1.chat_member (tenant, user_id, conversation_id, takes_part, read_seq,"
            + " own_after_read, revision)",
        "'u' || k % 7, 'c' || k / 7, true, 1, 0, 1");
    insert(
        app,
        "notifications_v1.notification (tenant, user_id, notification_id, kind, title,"
            + " conversation_id, message_id, created_at, read_at, revision)",
        "'u' || k % 7, 'n' || k, 'chat', 'Chat', 'c' || k % 50, 'm' || k, t,"
            + " case when k % 2 = 0 then t end, 1");
  }

  private static void ai(ReadApp app) {
    insert(
        app,
        "ai_usage_v1.ai_usage_hour (tenant, start, model, priority, part, requests, failed,"
            + " cancelled, fallbacks, prompt_tokens, completion_tokens, wait_ms, process_ms, revision)",
        "timestamptz '2026-03-29Z' - k * interval '1 hour', 'small', 'normal', 0, 1, 0, 0, 0, 1, 1,"
            + " 1, 1, 1");
    insert(
        app,
        "ai_usage_v1.late_fact (tenant, start, request_id, model, priority, part, requests, failed,"
            + " cancelled, fallbacks, prompt_tokens, completion_tokens, wait_ms, process_ms)",
        "timestamptz '2026-03-29Z' - k * interval '1 hour', 'q' || k, 'small', 'normal', 0, 1, 0, 0,"
            + " 0, 1, 1, 1, 1");
    insert(
        app,
        "ai_requests_v1.ai_request (tenant, request_id, user_id, conversation_id, status, priority,"
            + " admitted_at, attempts, fallback, prompt_tokens, completion_tokens, total_tokens,"
            + " completed_at)",
        "'q' || k, 'u' || k % 7, case when k % 3 > 0 then 'c' || k % 50 end,"
            + " case when k = 1 then 'queued' else 'completed' end, 'normal',"
            + " now() - k * interval '1 hour', 1, false, 1, 1, 2, now() - k * interval '1 hour'");
  }

  /** The values may use n, the number of the row, k, that of its tenant's, and t, a time. */
  private static void insert(ReadApp app, String columns, String values) {
    app.sql(
        """
        insert into %s select 't' || n %% 200, %s
        from (select n, n / 200 as k, timestamptz '2026-03-29Z' - n / 200 * interval '40 minutes' as t
          from generate_series(0, %d) n) numbered
        on conflict do nothing
        """
            .formatted(columns, values, ROWS - 1));
  }
}
