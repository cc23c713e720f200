package io.millrace.ingest.source;

import io.millrace.ingest.signature.Verifier;
import io.millrace.schemas.config.v1.Source;

/**
 * A source in force.
 *
 * @param config as it was configured
 * @param verifier made of it
 */
public record ConfiguredSource(Source config, Verifier verifier) {}
