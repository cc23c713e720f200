/** What every route shares: parameters, pages, refusals. */
@NullMarked
package io.millrace.projection.http;

import org.jspecify.annotations.NullMarked;
