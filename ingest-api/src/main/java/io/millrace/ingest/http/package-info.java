/** What every route shares with HTTP: problem details, body reading, answers. */
@NullMarked
package io.millrace.ingest.http;

import org.jspecify.annotations.NullMarked;
