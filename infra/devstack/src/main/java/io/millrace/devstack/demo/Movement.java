package io.millrace.devstack.demo;

import java.math.BigDecimal;
import java.time.Instant;

/** A change of stock, as the body of {@code POST /api/stock/movements}. */
public record Movement(
    String movementId,
    String storeId,
    String productId,
    BigDecimal quantity,
    String reason,
    Instant occurredAt) {}
