/** A language model's server for tests, demos and load. */
@NullMarked
package io.millrace.infra.embedded.llm;

import org.jspecify.annotations.NullMarked;
