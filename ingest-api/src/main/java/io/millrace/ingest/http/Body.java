package io.millrace.ingest.http;

/**
 * The body of a request.
 *
 * @param received the bytes as they came
 * @param plain what they say once the content encoding is undone; the same array where there is
 *     none
 */
public record Body(byte[] received, byte[] plain) {

  static Body plain(byte[] bytes) {
    return new Body(bytes, bytes);
  }
}
