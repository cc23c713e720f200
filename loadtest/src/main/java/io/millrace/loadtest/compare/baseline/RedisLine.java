package io.millrace.loadtest.compare.baseline;

import io.millrace.loadtest.platform.PlatformException;
import java.io.BufferedReader;
import java.io.IOException;
import java.io.InputStreamReader;
import java.net.InetAddress;
import java.net.Socket;
import java.nio.charset.StandardCharsets;

/** Inline commands of Redis that answer in one line. */
record RedisLine(int port) {

  private static final int TIMEOUT_MILLIS = 60_000;

  /** The number in the answer; 0 for a command that answers OK. */
  long send(String command) {
    try (Socket socket = new Socket(InetAddress.getLoopbackAddress(), port)) {
      socket.setSoTimeout(TIMEOUT_MILLIS);
      socket.getOutputStream().write((command + "\r\n").getBytes(StandardCharsets.US_ASCII));
      String answer =
          new BufferedReader(
                  new InputStreamReader(socket.getInputStream(), StandardCharsets.US_ASCII))
              .readLine();
      return value(command, answer == null ? "" : answer);
    } catch (IOException e) {
      throw new PlatformException("redis: " + command + ": " + e.getMessage());
    }
  }

  static long value(String command, String answer) {
    if (answer.startsWith(":")) {
      return Long.parseLong(answer.substring(1));
    }
    if (answer.startsWith("+")) {
      return 0;
    }
    throw new PlatformException("redis: " + command + ": " + answer);
  }
}
