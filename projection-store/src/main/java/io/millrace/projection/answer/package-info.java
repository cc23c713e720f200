/** Answers of the model, token by token, to those who wait for them. */
@NullMarked
package io.millrace.projection.answer;

import org.jspecify.annotations.NullMarked;
