/** Every metric of the worker. */
@NullMarked
package io.millrace.worker.metrics;

import org.jspecify.annotations.NullMarked;
