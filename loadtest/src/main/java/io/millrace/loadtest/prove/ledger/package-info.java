/** What was sent, stored and shown in one run, and whether the three agree. */
@NullMarked
package io.millrace.loadtest.prove.ledger;

import org.jspecify.annotations.NullMarked;
