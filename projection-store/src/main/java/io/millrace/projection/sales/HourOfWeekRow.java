package io.millrace.projection.sales;

/**
 * Sales in one currency in one hour of the week.
 *
 * @param hour from 0, the first of Monday, to 167, the last of Sunday
 * @param currency empty where nobody knows it
 */
record HourOfWeekRow(
    int hour, String currency, long receipts, long refunds, long unitsMilli, long revenue) {}
