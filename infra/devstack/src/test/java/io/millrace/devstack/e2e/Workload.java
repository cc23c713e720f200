package io.millrace.devstack.e2e;

import java.util.List;

/** What one shop and one webhook sender send during the test. */
record Workload(
    String description,
    List<Invoice> invoices,
    List<Movement> movements,
    List<Delivery> deliveries) {}
