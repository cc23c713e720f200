/** The description of the API for programs, and the page that shows it to people. */
@NullMarked
package io.millrace.ingest.openapi;

import org.jspecify.annotations.NullMarked;
