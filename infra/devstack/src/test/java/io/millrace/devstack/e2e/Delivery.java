package io.millrace.devstack.e2e;

/** A webhook as its sender has it. */
record Delivery(String id, String type, byte[] body) {}
