/** Keys and sources, over the HTTP API. */
@NullMarked
package io.millrace.ops.http;

import org.jspecify.annotations.NullMarked;
