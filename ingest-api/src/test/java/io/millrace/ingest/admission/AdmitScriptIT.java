package io.millrace.ingest.admission;

import static org.assertj.core.api.Assertions.assertThat;

import io.lettuce.core.RedisClient;
import io.lettuce.core.api.StatefulRedisConnection;
import io.lettuce.core.codec.ByteArrayCodec;
import io.millrace.infra.embedded.Stack;
import io.millrace.ingest.dedupe.Claim;
import io.millrace.ingest.dedupe.Earlier;
import io.millrace.ingest.ratelimit.Allowance;
import io.millrace.ingest.ratelimit.ExactLimit;
import io.millrace.ingest.ratelimit.InstanceLimits;
import io.millrace.ingest.ratelimit.Limit;
import io.millrace.ingest.ratelimit.Rate;
import io.millrace.ingest.redis.RedisScript;
import io.millrace.schemas.event.Position;
import java.time.Duration;
import java.util.ArrayList;
import java.util.List;
import java.util.Objects;
import java.util.Random;
import java.util.UUID;
import java.util.concurrent.atomic.AtomicLong;
import org.jspecify.annotations.Nullable;
import org.junit.jupiter.api.AfterAll;
import org.junit.jupiter.api.BeforeAll;
import org.junit.jupiter.api.Test;

/** The script on a real Redis, with a clock of ours in place of Redis's. */
class AdmitScriptIT {

  private static final String ITS_CLOCK = "redis.call('TIME')";

  /** Redis forgets a limit by its own clock, which goes on while ours stands. */
  private static final String ITS_EXPIRY = "'PX', full)";

  private static final long BEGIN = 1_800_000_000_000_000L;

  private static RedisClient client;
  private static StatefulRedisConnection<byte[], byte[]> connection;

  private static final Duration WINDOW = Duration.ofMinutes(10);

  private final AtomicLong clock = new AtomicLong(BEGIN);

  @BeforeAll
  static void connect() {
    client = RedisClient.create(Stack.shared().redisUrl());
    connection = client.connect(ByteArrayCodec.INSTANCE);
  }

  @AfterAll
  static void close() {
    connection.close();
    client.shutdown();
  }

  @Test
  void script_decidesAsTheInstanceAloneAndAsTheModel() {
    List<String> rates = List.of("30/1m", "7/1s", "60000/1s", "3/250ms", "1/1d", "100000/1s");
    Random random = new Random(4);
    for (int round = 0; round < 12; round++) {
      String text = rates.get(round % rates.size());
      Rate rate = Objects.requireNonNull(Rate.parse(text));
      Limit limit = new Limit("test:" + UUID.randomUUID(), rate);
      InstanceLimits alone = new InstanceLimits(clock::get);
      long period = rate.events() * rate.cost() / rate.leak() / 1;
      ExactLimit exact = new ExactLimit(rate.events(), rate.capacity() / rate.leak());
      for (int step = 0; step < 60; step++) {
        clock.addAndGet(random.nextLong(period / 20 + 2));
        int count = 1 + random.nextInt((int) Math.min(300, 2 + rate.events() / 4));
        int conforming = 0;
        for (int i = 0; i < count; i++) {
          conforming += exact.take(clock.get()) ? 1 : 0;
        }

        Allowance local = alone.take(List.of(limit), count);
        Allowance shared = check(List.of(limit), new Claim[count]).allowance();

        assertThat(local.allowed()).as("%s step %d", text, step).isEqualTo(conforming);
        assertThat(shared).isEqualTo(unalone(local));
      }
    }
  }

  private static Allowance unalone(Allowance allowance) {
    return new Allowance(
        allowance.allowed(),
        allowance.limit(),
        allowance.remaining(),
        allowance.resetMicros(),
        allowance.waitMicros(),
        false);
  }

  @Test
  void script_chargesNothingWhereOneOfSeveralLimitsRefuses() {
    Limit narrow =
        new Limit("test:" + UUID.randomUUID(), Objects.requireNonNull(Rate.parse("2/1h")));
    Limit wide =
        new Limit("test:" + UUID.randomUUID(), Objects.requireNonNull(Rate.parse("10/1h")));

    assertThat(check(List.of(narrow, wide), new Claim[5]).allowance().allowed()).isEqualTo(2);
    assertThat(check(List.of(wide), new Claim[1]).allowance().remaining()).isEqualTo(7);
    Allowance refused = check(List.of(wide, narrow), new Claim[1]).allowance();
    assertThat(refused.allowed()).isZero();
    assertThat(refused.limit()).isEqualTo(narrow);
    assertThat(refused.waitMicros()).isEqualTo(1_800_000_000L);
  }

  @Test
  void script_claimsMarksAndReleases() {
    Claim claim = claim("a", 1);
    Claim contradiction = claim("a", 2);
    Position position = new Position("topic", 3, 1L << 40);

    assertThat(check(List.of(), claim).earlier(0)).as("first").isNull();
    assertThat(check(List.of(), claim).earlier(0)).isEqualTo(new Earlier(true, null));
    assertThat(check(List.of(), contradiction).earlier(0)).isEqualTo(new Earlier(false, null));

    note(contradiction, contradiction.claimed(), false);
    assertThat(check(List.of(), claim).earlier(0)).as("not another's to release").isNotNull();
    note(claim, claim.claimed(), false);
    assertThat(check(List.of(), claim).earlier(0)).as("released").isNull();

    note(claim, claim.stored(position), true);
    assertThat(check(List.of(), claim).earlier(0)).isEqualTo(new Earlier(true, position));
    assertThat(check(List.of(), contradiction).earlier(0)).isEqualTo(new Earlier(false, position));
  }

  @Test
  void script_forgetsAClaimThatIsNeverMarked() {
    Claim claim = claim("died", 1);
    Claim contradiction = claim("died", 2);
    check(List.of(), claim);

    clock.addAndGet(9_000_000);
    assertThat(check(List.of(), contradiction).earlier(0)).isNotNull();
    clock.addAndGet(1_000_000);
    assertThat(check(List.of(), contradiction).earlier(0)).isNull();
    assertThat(check(List.of(), claim).earlier(0)).isEqualTo(new Earlier(false, null));
  }

  @Test
  void script_knowsTheLastIdsWhereThereAreTooMany() {
    Position position = new Position("topic", 0, 1);
    for (int i = 0; i < 9; i++) {
      Claim claim = claim("many-" + i, 1);
      ScriptCall call = new ScriptCall('m');
      call.add(new Note(claim.id(), claim.stored(position), true));
      run(call, 3);
    }

    List<Boolean> known = new ArrayList<>();
    for (int i = 0; i < 9; i++) {
      ScriptCall call = new ScriptCall('m');
      Claim[] claims = {claim("many-" + i, 1)};
      call.add(new Check('m', List.of(), claims, verdict -> known.add(verdict.earlier(0) != null)));
      run(call, 1_000);
    }
    assertThat(known).containsExactly(false, false, false, true, true, true, true, true, true);
    assertThat(connection.sync().pttl(RedisKeys.recentIds('m'))).isPositive();
    assertThat(connection.sync().pttl(RedisKeys.earlierIds('m'))).isPositive();
  }

  @Test
  void script_seesAnIdThatComesTwiceInOneCall() {
    List<Verdict> verdicts = new ArrayList<>();
    ScriptCall call = new ScriptCall('t');
    Claim[] twice = {claim("twice", 1), claim("twice", 2)};
    call.add(new Check('0', List.of(), twice, verdicts::add));

    run(call);

    assertThat(verdicts.get(0).earlier(0)).isNull();
    assertThat(verdicts.get(0).earlier(1)).isEqualTo(new Earlier(false, null));
  }

  @Test
  void script_claimsNoIdOfWhatIsOverTheLimit() {
    Limit limit =
        new Limit("test:" + UUID.randomUUID(), Objects.requireNonNull(Rate.parse("2/1h")));
    Claim first = claim("first", 1);
    Claim third = claim("third", 1);

    Verdict verdict = check(List.of(limit), first, null, third);

    assertThat(verdict.allowance().allowed()).isEqualTo(2);
    assertThat(check(List.of(), third).earlier(0)).isNull();
    assertThat(check(List.of(), first).earlier(0)).isNotNull();
  }

  @Test
  void script_tellsEveryCheckOfACallItsOwn() {
    Limit limit =
        new Limit("test:" + UUID.randomUUID(), Objects.requireNonNull(Rate.parse("3/1h")));
    Claim known = claim("known", 1);
    check(List.of(), known);
    List<Verdict> verdicts = new ArrayList<>();
    ScriptCall call = new ScriptCall('t');
    call.add(new Check('0', List.of(), new Claim[] {claim("other", 1)}, verdicts::add));
    call.add(new Check('0', List.of(limit), new Claim[] {claim("x", 1), null}, verdicts::add));
    call.add(new Check('0', List.of(limit), new Claim[] {known}, verdicts::add));
    call.add(new Check('0', List.of(limit), new Claim[] {claim("y", 1)}, verdicts::add));

    run(call);

    assertThat(verdicts).extracting(v -> v.allowance().allowed()).containsExactly(1, 2, 1, 0);
    assertThat(verdicts).extracting(v -> v.allowance().remaining()).containsExactly(0L, 1L, 0L, 0L);
    assertThat(verdicts)
        .extracting(v -> v.earlier(0) != null)
        .containsExactly(false, false, true, false);
    assertThat(verdicts.get(3).allowance().waitMicros()).isEqualTo(1_200_000_000L);
  }

  private static Claim claim(String id, long body) {
    return Claim.of("test", id + ' ' + RUN, "topic", body);
  }

  private static final String RUN = UUID.randomUUID().toString();

  private Verdict check(List<Limit> limits, @Nullable Claim... claims) {
    List<Verdict> verdicts = new ArrayList<>();
    ScriptCall call = new ScriptCall('t');
    call.add(new Check('0', limits, claims, verdicts::add));
    run(call);
    return verdicts.get(0);
  }

  private void note(Claim claim, byte[] value, boolean stored) {
    ScriptCall call = new ScriptCall('t');
    call.add(new Note(claim.id(), value, stored));
    run(call);
  }

  private void run(ScriptCall call) {
    run(call, 1_000);
  }

  private void run(ScriptCall call, int mostIds) {
    long micros = clock.get();
    String time = "{" + micros / 1_000_000 + ", " + micros % 1_000_000 + "}";
    assertThat(RedisScript.text(Admission.class, "admit.lua")).contains(ITS_CLOCK);
    List<Object> reply =
        connection
            .sync()
            .eval(
                RedisScript.text(Admission.class, "admit.lua")
                    .replace(ITS_CLOCK, time)
                    .replace(ITS_EXPIRY, "'PX', full + 60000)"),
                io.lettuce.core.ScriptOutputType.MULTI,
                call.keys(),
                call.args(WINDOW, mostIds));
    call.read(reply, (check, verdict) -> check.then().accept(verdict));
  }
}
