/** Plans of tenants, as far as they end. */
@NullMarked
package io.millrace.projection.plan;

import org.jspecify.annotations.NullMarked;
