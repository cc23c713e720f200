package io.millrace.infra.embedded;

import java.io.BufferedReader;
import java.io.IOException;
import java.io.InputStreamReader;
import java.net.Socket;
import java.net.URI;
import java.nio.charset.StandardCharsets;
import java.util.List;

/** Just enough of the Redis protocol for a test: one command, the first line of its answer. */
final class Redis {

  private Redis() {}

  static String call(URI server, List<String> command) throws IOException {
    StringBuilder request = new StringBuilder("*").append(command.size()).append("\r\n");
    for (String word : command) {
      request.append('$').append(word.length()).append("\r\n").append(word).append("\r\n");
    }
    try (Socket socket = new Socket(server.getHost(), server.getPort())) {
      socket.getOutputStream().write(request.toString().getBytes(StandardCharsets.US_ASCII));
      BufferedReader answer =
          new BufferedReader(
              new InputStreamReader(socket.getInputStream(), StandardCharsets.US_ASCII));
      String first = answer.readLine();
      return first.startsWith("$") && !first.equals("$-1") ? answer.readLine() : first;
    }
  }
}
