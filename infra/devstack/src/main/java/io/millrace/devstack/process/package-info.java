/** Child processes: started, watched, started again, recorded and ended. */
@NullMarked
package io.millrace.devstack.process;

import org.jspecify.annotations.NullMarked;
