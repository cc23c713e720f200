package io.millrace.ingest.signature;

import java.nio.charset.StandardCharsets;
import java.util.ArrayList;
import java.util.List;
import javax.crypto.Mac;

/** A template of what is signed, cut into its parts once. The body goes in as bytes. */
final class SignedText {

  private final List<String> parts = new ArrayList<>();

  SignedText(String template) {
    int from = 0;
    while (from < template.length()) {
      int to = next(template, from);
      if (to > from) {
        parts.add(template.substring(from, to));
      }
      if (to < template.length()) {
        String variable =
            template.startsWith(HmacSettings.BODY, to) ? HmacSettings.BODY : HmacSettings.TIMESTAMP;
        parts.add(variable);
        to += variable.length();
      }
      from = to;
    }
  }

  private static int next(String template, int from) {
    int body = template.indexOf(HmacSettings.BODY, from);
    int time = template.indexOf(HmacSettings.TIMESTAMP, from);
    int end = template.length();
    return Math.min(body < 0 ? end : body, time < 0 ? end : time);
  }

  void update(Mac mac, String timestamp, byte[] body) {
    for (String part : parts) {
      if (part.equals(HmacSettings.BODY)) {
        mac.update(body);
      } else {
        String text = part.equals(HmacSettings.TIMESTAMP) ? timestamp : part;
        mac.update(text.getBytes(StandardCharsets.UTF_8));
      }
    }
  }
}
