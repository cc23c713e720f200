/** Health, readiness and memory of the app. */
@NullMarked
package io.millrace.ingest.health;

import org.jspecify.annotations.NullMarked;
