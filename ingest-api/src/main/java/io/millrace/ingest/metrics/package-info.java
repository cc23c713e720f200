/** Every metric of the app. */
@NullMarked
package io.millrace.ingest.metrics;

import org.jspecify.annotations.NullMarked;
