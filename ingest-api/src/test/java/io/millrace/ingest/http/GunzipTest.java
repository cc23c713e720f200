package io.millrace.ingest.http;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatExceptionOfType;

import java.io.ByteArrayOutputStream;
import java.io.IOException;
import java.util.Arrays;
import java.util.Random;
import java.util.concurrent.atomic.AtomicLong;
import java.util.zip.GZIPOutputStream;
import org.junit.jupiter.api.Test;

class GunzipTest {

  private static final BodyLimit LIMIT = new BodyLimit(100_000, 1_000_000);

  private final AtomicLong held = new AtomicLong();

  @Test
  void inflate_givesBackWhatWasZipped() throws IOException {
    for (int size : new int[] {0, 1, 8_191, 8_192, 8_193, 99_999, 100_000}) {
      byte[] bytes = random(size);
      assertThat(inflate(gzip(bytes))).isEqualTo(bytes);
    }
  }

  @Test
  void inflate_stopsAtTheLimit() throws IOException {
    refused(413, "too-large", gzip(random(100_001)));
    refused(413, "too-large", gzip(random(900_000)));
  }

  @Test
  void inflate_letsArraysBeLarger() throws IOException {
    byte[] array = random(900_000);
    array[0] = ' ';
    array[1] = '[';
    assertThat(inflate(gzip(array))).isEqualTo(array);
    array[1] = '{';
    refused(413, "too-large", gzip(array));
  }

  @Test
  void inflate_refusesBombWithoutHoldingMoreThanTheLimit() throws IOException {
    byte[] spaces = new byte[50_000_000];
    Arrays.fill(spaces, (byte) ' ');
    byte[] bomb = gzip(spaces);
    assertThat(bomb.length).isLessThan(100_000);

    refused(413, "too-large", bomb);

    assertThat(held.get()).isLessThanOrEqualTo(LIMIT.array() + 1);
  }

  @Test
  void inflate_refusesWhatInflatesOutOfAllProportion() throws IOException {
    refused(413, "too-large", gzip(new byte[99_000]));
  }

  @Test
  void inflate_refusesWhatIsNoWholeStream() throws IOException {
    byte[] zipped = gzip(random(5_000));
    byte[] wrongSum = zipped.clone();
    wrongSum[zipped.length - 6] ^= 1;
    refused(400, "malformed-gzip", new byte[0]);
    refused(400, "malformed-gzip", random(500));
    refused(400, "malformed-gzip", wrongSum);
    for (int length = 1; length < zipped.length; length += 97) {
      refused(400, "malformed-gzip", Arrays.copyOf(zipped, length));
    }
  }

  private void refused(int status, String code, byte[] body) {
    assertThatExceptionOfType(Refusal.class)
        .isThrownBy(() -> inflate(body))
        .satisfies(
            refusal -> {
              assertThat(refusal.problem().status()).isEqualTo(status);
              assertThat(refusal.problem().code()).isEqualTo(code);
            });
  }

  private byte[] inflate(byte[] body) {
    held.set(0);
    return new Gunzip(LIMIT, held::addAndGet).inflate(body);
  }

  private static byte[] random(int size) {
    byte[] bytes = new byte[size];
    new Random(size).nextBytes(bytes);
    if (size > 0) {
      bytes[0] = '{';
    }
    return bytes;
  }

  private static byte[] gzip(byte[] bytes) throws IOException {
    ByteArrayOutputStream zipped = new ByteArrayOutputStream();
    try (GZIPOutputStream gzip = new GZIPOutputStream(zipped)) {
      gzip.write(bytes);
    }
    return zipped.toByteArray();
  }
}
