/** How much a caller may send: rates, what is left of them, and plans that change them. */
@NullMarked
package io.millrace.ingest.ratelimit;

import org.jspecify.annotations.NullMarked;
