/** What every verb shares: output as a table or JSON, confirmation, failures of one line. */
@NullMarked
package io.millrace.ops.cli;

import org.jspecify.annotations.NullMarked;
