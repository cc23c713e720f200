package io.millrace.ingest.json;

import java.math.BigDecimal;
import tools.jackson.databind.JsonNode;

/**
 * A 64-bit hash that is equal for JSON that means the same: space, the order of names, the way a
 * number is written and a null for what is not there make no difference. Not for use against an
 * adversary: whoever makes two bodies collide harms only his own.
 */
final class Fingerprint {

  private static final long GOLDEN = 0x9E3779B97F4A7C15L;

  /** Keeps kinds of values apart. */
  private static final long OBJECT = 1L << 60;

  private static final long ARRAY = 2L << 60;
  private static final long STRING = 3L << 60;
  private static final long NUMBER = 4L << 60;
  private static final long TRUE = 5L << 60;
  private static final long FALSE = 6L << 60;
  private static final long NULL = 7L << 60;

  private Fingerprint() {}

  static long of(JsonNode node) {
    return switch (node.getNodeType()) {
      case OBJECT -> ofObject(node);
      case ARRAY -> ofArray(node);
      case STRING -> of(node.stringValue());
      case NUMBER -> ofNumber(node);
      case BOOLEAN -> mix(node.booleanValue() ? TRUE : FALSE);
      default -> mix(NULL);
    };
  }

  static long of(String text) {
    long hash = STRING + text.length();
    for (int i = 0; i < text.length(); i++) {
      hash = (hash ^ text.charAt(i)) * GOLDEN;
      hash ^= hash >>> 32;
    }
    return mix(hash);
  }

  private static long ofObject(JsonNode node) {
    long sum = OBJECT;
    for (var property : node.properties()) {
      if (!property.getValue().isNull()) {
        sum += mix(of(property.getKey()) * GOLDEN + of(property.getValue()));
      }
    }
    return mix(sum);
  }

  private static long ofArray(JsonNode node) {
    long hash = ARRAY;
    for (int i = 0; i < node.size(); i++) {
      hash = mix(hash * GOLDEN + of(node.get(i)));
    }
    return mix(hash);
  }

  private static long ofNumber(JsonNode node) {
    if (node.isIntegralNumber() && node.canConvertToLong()) {
      return ofNumber(node.longValue(), 0);
    }
    BigDecimal number = node.decimalValue().stripTrailingZeros();
    int scale = number.scale();
    if (scale < 0 && (long) number.precision() - scale < 19) {
      return ofNumber(number.longValueExact(), 0);
    }
    return ofNumber(number.unscaledValue().longValue(), scale);
  }

  private static long ofNumber(long unscaled, int scale) {
    return mix(NUMBER + mix(unscaled) + GOLDEN * scale);
  }

  /** The finisher of SplitMix64. */
  private static long mix(long z) {
    long mixed = (z + GOLDEN ^ (z + GOLDEN) >>> 30) * 0xBF58476D1CE4E5B9L;
    mixed = (mixed ^ mixed >>> 27) * 0x94D049BB133111EBL;
    return mixed ^ mixed >>> 31;
  }
}
