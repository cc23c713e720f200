/** What every projection shares: facts are read, duplicates dropped, rows folded and emitted. */
@NullMarked
package io.millrace.streams.projection;

import org.jspecify.annotations.NullMarked;
