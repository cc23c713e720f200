/** AI requests in, onto the topic of their priority. */
@NullMarked
package io.millrace.ingest.ai;

import org.jspecify.annotations.NullMarked;
