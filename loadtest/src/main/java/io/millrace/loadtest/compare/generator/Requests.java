package io.millrace.loadtest.compare.generator;

import java.io.BufferedOutputStream;
import java.io.IOException;
import java.io.OutputStream;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.List;
import java.util.Map;

/**
 * HTTP/1.1 requests as they go over the wire, made beforehand so that sending one costs little.
 *
 * @param port where they go, on loopback
 * @param prepared the requests; one may hold {@link #ID}, and each time the same id comes there
 */
public record Requests(int port, List<byte[]> prepared) {

  /** Stands for 16 characters that are new in each request sent. */
  public static final String ID = "@".repeat(16);

  public Requests {
    if (prepared.isEmpty()) {
      throw new IllegalArgumentException("requests: none");
    }
    prepared = List.copyOf(prepared);
  }

  /** One request; the body may be empty. */
  public static byte[] prepare(
      String method, int port, String path, Map<String, String> headers, String body) {
    byte[] content = body.getBytes(StandardCharsets.UTF_8);
    StringBuilder head = new StringBuilder(512);
    head.append(method).append(' ').append(path).append(" HTTP/1.1\r\n");
    head.append("Host: 127.0.0.1:").append(port).append("\r\n");
    headers.forEach((name, value) -> head.append(name).append(": ").append(value).append("\r\n"));
    if (!method.equals("GET")) {
      head.append("Content-Length: ").append(content.length).append("\r\n");
    }
    byte[] start = head.append("\r\n").toString().getBytes(StandardCharsets.UTF_8);
    byte[] request = new byte[start.length + content.length];
    System.arraycopy(start, 0, request, 0, start.length);
    System.arraycopy(content, 0, request, start.length, content.length);
    return request;
  }

  /** Writes them for {@code requests.lua}: each as its length, a line end, its bytes. */
  void write(Path file) throws IOException {
    try (OutputStream out = new BufferedOutputStream(Files.newOutputStream(file))) {
      for (byte[] request : prepared) {
        out.write((request.length + "\n").getBytes(StandardCharsets.US_ASCII));
        out.write(request);
      }
    }
  }
}
