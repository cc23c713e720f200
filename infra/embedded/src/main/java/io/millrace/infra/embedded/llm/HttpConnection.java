package io.millrace.infra.embedded.llm;

import static java.nio.charset.StandardCharsets.ISO_8859_1;
import static java.nio.charset.StandardCharsets.UTF_8;

import java.io.BufferedInputStream;
import java.io.EOFException;
import java.io.IOException;
import java.io.OutputStream;
import java.io.PushbackInputStream;
import java.net.Socket;
import java.net.SocketTimeoutException;
import java.time.Duration;
import java.util.LinkedHashMap;
import java.util.Locale;
import java.util.Map;
import org.jspecify.annotations.Nullable;

/**
 * One client's connection, HTTP/1.1, a request at a time. Unlike the JDK's server it notices while
 * it waits that the client has gone, and can break off in the middle of an answer.
 */
final class HttpConnection implements AutoCloseable {

  private static final int LARGEST_LINE = 16 * 1024;
  private static final int LARGEST_BODY = 16 * 1024 * 1024;

  private final Socket socket;
  private final PushbackInputStream in;
  private final OutputStream out;

  /** A request; its headers are in lower case. */
  record Request(String method, String path, Map<String, String> headers, String body) {}

  HttpConnection(Socket socket) throws IOException {
    this.socket = socket;
    socket.setTcpNoDelay(true);
    in = new PushbackInputStream(new BufferedInputStream(socket.getInputStream()));
    out = socket.getOutputStream();
  }

  /** The next request; null when the client has none. */
  @Nullable Request next() throws IOException {
    socket.setSoTimeout(0);
    String line = line();
    if (line.isEmpty()) {
      return null;
    }
    String[] words = line.split(" ", -1);
    Map<String, String> headers = new LinkedHashMap<>();
    for (String header = line(); !header.isEmpty(); header = line()) {
      String[] parts = header.split(":", 2);
      headers.put(parts[0].toLowerCase(Locale.ROOT), parts.length > 1 ? parts[1].strip() : "");
    }
    int length = Integer.parseInt(headers.getOrDefault("content-length", "0"));
    if (headers.containsKey("transfer-encoding") || length > LARGEST_BODY) {
      throw new IOException("a body of unknown or too large a length");
    }
    byte[] body = in.readNBytes(length);
    if (body.length < length || words.length < 2) {
      throw new EOFException();
    }
    return new Request(words[0], words[1], headers, new String(body, UTF_8));
  }

  /** Waits, unless the client goes away: then it throws. */
  void pause(Duration wait) throws IOException {
    if (wait.isZero()) {
      return;
    }
    socket.setSoTimeout(Math.toIntExact(wait.toMillis()));
    try {
      int next = in.read();
      if (next < 0) {
        throw new EOFException("the client has gone");
      }
      throw new IOException("a request before the last was answered: " + (char) next);
    } catch (SocketTimeoutException e) {
      // The client waits, as it should.
    }
  }

  /** A whole answer. */
  void send(int status, Map<String, String> headers, String body) throws IOException {
    byte[] bytes = body.getBytes(UTF_8);
    head(status, headers, "Content-Length: " + bytes.length);
    out.write(bytes);
    out.flush();
  }

  /** Begins an answer in pieces. */
  void begin(String contentType) throws IOException {
    head(200, Map.of("Content-Type", contentType), "Transfer-Encoding: chunked");
    out.flush();
  }

  void write(String piece) throws IOException {
    byte[] bytes = piece.getBytes(UTF_8);
    out.write((Integer.toHexString(bytes.length) + "\r\n").getBytes(ISO_8859_1));
    out.write(bytes);
    out.write("\r\n".getBytes(ISO_8859_1));
    out.flush();
  }

  void end() throws IOException {
    out.write("0\r\n\r\n".getBytes(ISO_8859_1));
    out.flush();
  }

  private void head(int status, Map<String, String> headers, String length) throws IOException {
    StringBuilder head = new StringBuilder("HTTP/1.1 " + status + " -\r\n");
    headers.forEach((name, value) -> head.append(name).append(": ").append(value).append("\r\n"));
    head.append(length).append("\r\n\r\n");
    out.write(head.toString().getBytes(ISO_8859_1));
  }

  private String line() throws IOException {
    StringBuilder line = new StringBuilder();
    for (int c = in.read(); c >= 0 && c != '\n'; c = in.read()) {
      if (line.length() == LARGEST_LINE) {
        throw new IOException("a line of more than " + LARGEST_LINE + " bytes");
      }
      if (c != '\r') {
        line.append((char) c);
      }
    }
    return line.toString();
  }

  @Override
  public void close() throws IOException {
    socket.close();
  }
}
