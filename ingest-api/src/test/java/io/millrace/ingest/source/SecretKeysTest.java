package io.millrace.ingest.source;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import java.nio.charset.StandardCharsets;
import java.util.Arrays;
import java.util.Base64;
import java.util.HexFormat;
import org.junit.jupiter.api.Test;

class SecretKeysTest {

  private static final String OLD = key(1);
  private static final String NEW = key(2);
  private static final byte[] SECRET = bytes("whsec_x");
  private static final byte[] CONTEXT = bytes("demo/gh");

  @Test
  void open_givesWhatWasSealed() {
    SecretKeys keys = SecretKeys.of(OLD);
    SecretKeys.Sealed sealed = keys.seal(SECRET, CONTEXT);

    assertThat(keys.open(sealed, CONTEXT)).isEqualTo(SECRET);
    assertThat(new String(sealed.bytes(), StandardCharsets.ISO_8859_1)).doesNotContain("whsec_x");
    assertThat(keys.seal(SECRET, CONTEXT).bytes()).isNotEqualTo(sealed.bytes());
  }

  /** Test case 16 of the GCM specification (McGrew and Viega), as nonce, ciphertext and tag. */
  @Test
  void open_readsThePublishedVector() {
    byte[] key = hex("feffe9928665731c6d6a8f9467308308feffe9928665731c6d6a8f9467308308");
    SecretKeys keys = SecretKeys.of(Base64.getEncoder().encodeToString(key));
    String id = keys.sealingId();
    assertThat(id).isNotNull();
    byte[] sealed =
        hex(
            "cafebabefacedbaddecaf888"
                + "522dc1f099567d07f47f37a32a84427d643a8cdcbfe5c0c97598a2bd2555d1aa"
                + "8cb08e48590dbb3da7b08b1056828838c5f61e6393ba7a0abcc9f662"
                + "76fc6ece0f4e1768cddf8853bb2d551b");

    assertThat(
            keys.open(
                new SecretKeys.Sealed(id, sealed), hex("feedfacedeadbeeffeedfacedeadbeefabaddad2")))
        .isEqualTo(
            hex(
                "d9313225f88406e5a55909c5aff5269a86a7a9531534f7da2e4c303d8a318a72"
                    + "1c3c0c95956809532fcf0e2449a6b525b16aedf5aa0de657ba637b39"));
  }

  @Test
  void open_refusesAnyOtherBitContextOrKey() {
    SecretKeys keys = SecretKeys.of(OLD);
    SecretKeys.Sealed sealed = keys.seal(SECRET, CONTEXT);

    for (int bit = 0; bit < sealed.bytes().length * 8; bit++) {
      byte[] mutant = sealed.bytes().clone();
      mutant[bit / 8] ^= (byte) (1 << bit % 8);
      assertThat(keys.open(new SecretKeys.Sealed(sealed.keyId(), mutant), CONTEXT)).isNull();
    }
    assertThat(keys.open(sealed, bytes("demo/other"))).isNull();
    assertThat(SecretKeys.of(NEW).open(sealed, CONTEXT)).isNull();
    assertThat(SecretKeys.of("").open(sealed, CONTEXT)).isNull();
    assertThat(keys.open(new SecretKeys.Sealed(sealed.keyId(), new byte[27]), CONTEXT)).isNull();
  }

  @Test
  void of_sealsWithTheFirstAndOpensWithAll() {
    SecretKeys.Sealed byOld = SecretKeys.of(OLD).seal(SECRET, CONTEXT);
    SecretKeys both = SecretKeys.of(NEW + ", " + OLD);

    assertThat(both.open(byOld, CONTEXT)).isEqualTo(SECRET);
    assertThat(both.seal(SECRET, CONTEXT).keyId())
        .isEqualTo(SecretKeys.of(NEW).sealingId())
        .isNotEqualTo(byOld.keyId());
  }

  @Test
  void of_namesTheKeyThatIsWrongAndShowsNothingOfIt() {
    for (String wrong : new String[] {"c2hvcnQ=", "not base64!", NEW + "AA", ""}) {
      assertThatThrownBy(() -> SecretKeys.of(OLD + "," + wrong))
          .isInstanceOf(IllegalArgumentException.class)
          .hasMessage("SECRETS_KEY: key 2 (expected: 32 bytes in Base64, keys joined by commas)")
          .hasNoCause();
    }
    assertThat(SecretKeys.of(OLD)).asString().matches("\\[[0-9a-f]{8}]");
  }

  private static String key(int fill) {
    byte[] key = new byte[32];
    Arrays.fill(key, (byte) fill);
    return Base64.getEncoder().encodeToString(key);
  }

  private static byte[] bytes(String text) {
    return text.getBytes(StandardCharsets.UTF_8);
  }

  private static byte[] hex(String text) {
    return HexFormat.of().parseHex(text);
  }
}
