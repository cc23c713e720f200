/** Forms of values in JSON that more than one feature writes. */
@NullMarked
package io.millrace.projection.json;

import org.jspecify.annotations.NullMarked;
