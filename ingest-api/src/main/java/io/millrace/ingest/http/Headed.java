package io.millrace.ingest.http;

import org.springframework.web.reactive.function.server.ServerResponse;

/** An answer that takes headers until it is given. */
public interface Headed extends ServerResponse {

  /** Adds a header, which must not be there yet. */
  Headed header(String name, String value);
}
