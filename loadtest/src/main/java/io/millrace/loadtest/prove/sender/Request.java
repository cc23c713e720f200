package io.millrace.loadtest.prove.sender;

import io.millrace.loadtest.prove.ledger.Sent;
import java.net.http.HttpRequest;

/** A request, the same for each attempt. */
record Request(Sent sent, HttpRequest http) {}
