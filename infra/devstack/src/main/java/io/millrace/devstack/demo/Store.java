package io.millrace.devstack.demo;

/** A shop's store, with the fields of {@code PUT /api/reference/stores/{id}} beside its id. */
public record Store(String id, String name, String timezone, String currency) {}
