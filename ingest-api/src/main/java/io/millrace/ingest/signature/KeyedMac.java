package io.millrace.ingest.signature;

import java.security.GeneralSecurityException;
import javax.crypto.Mac;
import javax.crypto.spec.SecretKeySpec;

/** An HMAC that has its key: cloning it costs less than giving a new one the key. */
final class KeyedMac {

  private final Mac keyed;

  KeyedMac(String algorithm, byte[] key) {
    try {
      keyed = Mac.getInstance(algorithm);
      keyed.init(new SecretKeySpec(key, algorithm));
    } catch (GeneralSecurityException e) {
      throw new IllegalArgumentException("algorithm: " + algorithm, e);
    }
  }

  /** One to use once, by one thread. */
  Mac copy() {
    try {
      return (Mac) keyed.clone();
    } catch (CloneNotSupportedException e) {
      throw new IllegalStateException("the JDK's HMACs can be cloned", e);
    }
  }
}
