/** Creating, listing and revoking API keys. */
@NullMarked
package io.millrace.ingest.keys;

import org.jspecify.annotations.NullMarked;
