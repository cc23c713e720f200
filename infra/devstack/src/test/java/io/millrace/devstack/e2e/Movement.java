package io.millrace.devstack.e2e;

import java.time.Instant;

/** A stock movement as the test knows it; the quantity is signed whole units. */
record Movement(String id, String productId, long quantity, String reason, Instant occurredAt) {}
