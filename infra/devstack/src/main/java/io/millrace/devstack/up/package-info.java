/** Brings the stack and the apps up, in order, and keeps them up. */
@NullMarked
package io.millrace.devstack.up;

import org.jspecify.annotations.NullMarked;
