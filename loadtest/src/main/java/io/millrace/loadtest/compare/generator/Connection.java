package io.millrace.loadtest.compare.generator;

import java.io.IOException;
import java.net.InetAddress;
import java.net.InetSocketAddress;
import java.net.StandardSocketOptions;
import java.nio.ByteBuffer;
import java.nio.channels.SelectionKey;
import java.nio.channels.Selector;
import java.nio.channels.SocketChannel;
import java.nio.charset.StandardCharsets;
import java.util.Locale;

/** One kept-alive connection with at most one request under way. */
final class Connection {

  private static final int BUFFER = 1 << 18;
  private static final int STATUS_AT = 9;
  private static final String HEAD_END = "\r\n\r\n";
  private static final String LENGTH = "\r\ncontent-length:";
  private static final String CHUNKED = "\r\ntransfer-encoding: chunked";
  private static final String LAST_CHUNK = "0\r\n\r\n";

  private final int port;
  private final Selector selector;
  private final ByteBuffer in = ByteBuffer.allocate(BUFFER);
  private volatile SocketChannel channel;
  private volatile long since;
  private volatile boolean busy;

  Connection(int port, Selector selector) throws IOException {
    this.port = port;
    this.selector = selector;
    this.channel = open();
  }

  private SocketChannel open() throws IOException {
    SocketChannel fresh =
        SocketChannel.open(new InetSocketAddress(InetAddress.getLoopbackAddress(), port));
    fresh.setOption(StandardSocketOptions.TCP_NODELAY, true);
    fresh.configureBlocking(false);
    fresh.register(selector, SelectionKey.OP_READ, this);
    return fresh;
  }

  /** Sends a request, the time of which counts from {@code nanos}. */
  void send(byte[] request, long nanos) throws IOException {
    since = nanos;
    busy = true;
    ByteBuffer out = ByteBuffer.wrap(request);
    while (out.hasRemaining()) {
      channel.write(out);
    }
  }

  long since() {
    return since;
  }

  /** Whether a request is under way. */
  boolean isBusy() {
    return busy;
  }

  void done() {
    in.clear();
    busy = false;
  }

  /** Makes the reader find the connection closed. */
  void fail() {
    try {
      channel.shutdownInput();
    } catch (IOException e) {
      // It is closed already, which the reader finds too.
    }
  }

  void reopen() throws IOException {
    channel.close();
    in.clear();
    busy = false;
    channel = open();
  }

  void close() throws IOException {
    channel.close();
  }

  /**
   * Reads what has come.
   *
   * @return the status once the answer is complete, else 0
   */
  int read() throws IOException {
    int count = channel.read(in);
    if (count < 0 || !in.hasRemaining()) {
      throw new IOException("closed, or an answer over " + BUFFER + " bytes");
    }
    String answer = new String(in.array(), 0, in.position(), StandardCharsets.ISO_8859_1);
    return isComplete(answer) ? Integer.parseInt(answer, STATUS_AT, STATUS_AT + 3, 10) : 0;
  }

  static boolean isComplete(String answer) {
    int end = answer.indexOf(HEAD_END);
    if (end < 0) {
      return false;
    }
    String head = answer.substring(0, end).toLowerCase(Locale.ROOT);
    int length = head.indexOf(LENGTH);
    if (length >= 0) {
      int from = length + LENGTH.length();
      int to = head.indexOf('\r', from);
      String digits = head.substring(from, to < 0 ? head.length() : to).strip();
      return answer.length() >= end + HEAD_END.length() + Integer.parseInt(digits);
    }
    return !head.contains(CHUNKED) || answer.endsWith(LAST_CHUNK);
  }
}
