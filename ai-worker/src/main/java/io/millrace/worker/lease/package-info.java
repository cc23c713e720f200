/**
 * Who works on a request, what it answers so far and how it ended, in Redis. All of it is optional:
 * without Redis work goes on, but a call may be made twice.
 */
@NullMarked
package io.millrace.worker.lease;

import org.jspecify.annotations.NullMarked;
