/** A model's server that does what it is told, for demos and load. */
@NullMarked
package io.millrace.devstack.llm;

import org.jspecify.annotations.NullMarked;
