/** Scenarios of a whole shop. */
@NullMarked
package io.millrace.loadtest.shop;

import org.jspecify.annotations.NullMarked;
