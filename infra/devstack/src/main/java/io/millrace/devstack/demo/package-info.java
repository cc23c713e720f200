/** A simulated shop, webhook sender and chat, so that a dashboard has something to show. */
@NullMarked
package io.millrace.devstack.demo;

import org.jspecify.annotations.NullMarked;
