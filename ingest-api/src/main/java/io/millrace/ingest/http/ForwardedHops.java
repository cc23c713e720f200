package io.millrace.ingest.http;

import java.util.ArrayList;
import java.util.List;

/** The addresses that proxies wrote down, nearest last. */
final class ForwardedHops {

  private static final String FOR = "for=";

  private ForwardedHops() {}

  /**
   * Reads {@code X-Forwarded-For} or, as RFC 7239 has it, {@code Forwarded}.
   *
   * @return addresses without ports and brackets; what is no address is there as it stands
   */
  static List<String> of(List<String> headers, boolean rfc7239) {
    List<String> hops = new ArrayList<>();
    for (String value : headers) {
      for (String element : value.split(",", -1)) {
        hops.add(address(rfc7239 ? forParameter(element) : element.strip()));
      }
    }
    return hops;
  }

  private static String forParameter(String element) {
    for (String pair : element.split(";", -1)) {
      String parameter = pair.strip();
      if (parameter.regionMatches(true, 0, FOR, 0, FOR.length())) {
        return parameter.substring(FOR.length()).replace("\"", "").strip();
      }
    }
    return "";
  }

  private static String address(String hop) {
    if (hop.startsWith("[")) {
      int end = hop.indexOf(']');
      return end < 0 ? hop : hop.substring(1, end);
    }
    int colon = hop.indexOf(':');
    return colon >= 0 && colon == hop.lastIndexOf(':') ? hop.substring(0, colon) : hop;
  }
}
