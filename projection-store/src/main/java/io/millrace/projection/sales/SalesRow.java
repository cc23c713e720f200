package io.millrace.projection.sales;

import java.time.Instant;

/** Sales in one currency in one bucket; the currency is empty where nobody knows it. */
record SalesRow(
    Instant start, String currency, long receipts, long refunds, long unitsMilli, long revenue) {}
