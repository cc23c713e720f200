/** Scenarios of products, and the products themselves. */
@NullMarked
package io.millrace.loadtest.catalog;

import org.jspecify.annotations.NullMarked;
