package io.millrace.worker.completion;

/**
 * How a provider does.
 *
 * @param gateMs how long it is not asked because it limits us; 0 when it may be
 */
public record ProviderState(String name, String model, Circuit circuit, long gateMs) {}
