/**
 * The model as OpenAI's clients know it: the same requests, answers, streams and errors, on the
 * same queue as everything else.
 */
@NullMarked
package io.millrace.ingest.openai;

import org.jspecify.annotations.NullMarked;
