package io.millrace.loadtest.prove.ledger;

/**
 * A level of stock as its topic has it, one after the other: what alerts are made from.
 *
 * @param revision higher with each change; the same row may be there twice
 * @param quantityMilli in thousandths
 */
public record Level(String storeId, String productId, long revision, long quantityMilli) {}
