/** Strict JSON in: parsing, and reading fields with every error collected. */
@NullMarked
package io.millrace.ingest.json;

import org.jspecify.annotations.NullMarked;
