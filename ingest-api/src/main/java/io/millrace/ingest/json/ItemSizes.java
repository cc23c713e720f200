package io.millrace.ingest.json;

import io.millrace.ingest.http.Problem;

/**
 * Finds an item of an array that is larger than one event may be, before nodes that take many times
 * its size are made of it. Looks at brackets, commas and quotes only: what is not JSON is for the
 * parser to say.
 */
final class ItemSizes {

  private ItemSizes() {}

  static void check(byte[] array, long most) {
    int depth = 0;
    int from = 0;
    for (int i = 0; i < array.length; i++) {
      switch (array[i]) {
        case '"' -> i = endOfText(array, i);
        case '[', '{' -> depth++;
        case ']', '}' -> depth--;
        case ',' -> from = depth == 1 ? i : from;
        default -> {}
      }
      if (i - from > most) {
        throw new Problem(413, "too-large", "the limit is " + most + " bytes for one item")
            .refusal();
      }
    }
  }

  /** The closing quote's index, or the last one where there is none. */
  private static int endOfText(byte[] array, int quote) {
    int i = quote + 1;
    while (i < array.length && array[i] != '"') {
      i += array[i] == '\\' ? 2 : 1;
    }
    return Math.min(i, array.length - 1);
  }
}
