/** Runs the topologies: settings, supervision, readiness, metrics. */
@NullMarked
package io.millrace.streams.runtime;

import org.jspecify.annotations.NullMarked;
