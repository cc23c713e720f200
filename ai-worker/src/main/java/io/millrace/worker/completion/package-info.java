/** Asking a language model: an OpenAI-compatible server or the built-in demo model. */
@NullMarked
package io.millrace.worker.completion;

import org.jspecify.annotations.NullMarked;
