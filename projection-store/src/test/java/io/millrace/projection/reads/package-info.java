/** The read API seen from outside: rows are seeded by SQL, questions go over HTTP. */
package io.millrace.projection.reads;
