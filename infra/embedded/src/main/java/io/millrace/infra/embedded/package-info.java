/** A real Kafka, PostgreSQL and Redis: in this process, in containers, or somebody else's. */
@NullMarked
package io.millrace.infra.embedded;

import org.jspecify.annotations.NullMarked;
