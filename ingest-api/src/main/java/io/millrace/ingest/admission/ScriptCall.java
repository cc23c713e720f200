package io.millrace.ingest.admission;

import io.millrace.ingest.dedupe.Claim;
import io.millrace.ingest.dedupe.Earlier;
import io.millrace.ingest.ratelimit.Allowance;
import io.millrace.ingest.ratelimit.Limit;
import java.nio.charset.StandardCharsets;
import java.time.Duration;
import java.util.ArrayList;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import org.jspecify.annotations.Nullable;

/**
 * One call of {@code admit.lua}: many checks, those with the same limits in one group, and what is
 * to be noted.
 */
final class ScriptCall {

  private static final int GROUP_FIELDS = 5;
  private static final byte[] NONE = {};

  /** Checks with the same limits, in order. */
  private static final class Group {
    final char tag;
    final List<Limit> limits;
    final List<Check> checks = new ArrayList<>();
    int count;
    int claims;

    Group(char tag, List<Limit> limits) {
      this.tag = tag;
      this.limits = limits;
    }
  }

  private final char tag;
  private final Map<List<Limit>, Group> groups = new LinkedHashMap<>();
  private final List<Note> marks = new ArrayList<>();
  private final List<Note> releases = new ArrayList<>();
  private final Map<Limit, Integer> numbers = new LinkedHashMap<>();
  private int events;

  /**
   * An empty call.
   *
   * @param tag where the ids are
   */
  ScriptCall(char tag) {
    this.tag = tag;
  }

  void add(Check check) {
    Group group = groups.computeIfAbsent(check.limits(), limits -> new Group(check.tag(), limits));
    group.checks.add(check);
    group.count += check.count();
    events += check.count();
    for (Claim claim : check.claims()) {
      if (claim != null) {
        group.claims++;
      }
    }
  }

  void add(Note note) {
    (note.stored() ? marks : releases).add(note);
  }

  int events() {
    return events;
  }

  int notes() {
    return marks.size() + releases.size();
  }

  boolean isEmpty() {
    return groups.isEmpty() && notes() == 0;
  }

  List<Check> checks() {
    List<Check> all = new ArrayList<>();
    groups.values().forEach(group -> all.addAll(group.checks));
    return all;
  }

  byte[][] keys() {
    List<byte[]> keys = new ArrayList<>(2 + 2 * groups.size());
    keys.add(RedisKeys.recentIds(tag));
    keys.add(RedisKeys.earlierIds(tag));
    for (Group group : groups.values()) {
      for (Limit limit : group.limits) {
        if (numbers.putIfAbsent(limit, numbers.size() + 1) == null) {
          keys.add(RedisKeys.limit(group.tag, limit));
        }
      }
    }
    return keys.toArray(byte[][]::new);
  }

  /**
   * To be asked for after {@link #keys}.
   *
   * @param mostIds in one of the two hashes
   */
  byte[][] args(Duration window, int mostIds) {
    List<byte[]> args = new ArrayList<>(7 + 2 * notes() + 8 * groups.size() + 2 * events);
    args.add(bytes(marks.size()));
    args.add(bytes(releases.size()));
    args.add(bytes(numbers.size()));
    args.add(bytes(groups.size()));
    args.add(bytes(window.toMillis()));
    args.add(bytes(mostIds));
    args.add(bytes(Math.min(Claim.HOLDS.toSeconds(), window.toSeconds())));
    marks.forEach(mark -> add(args, mark.id(), mark.value()));
    releases.forEach(release -> add(args, release.id(), release.value()));
    for (Limit limit : numbers.keySet()) {
      args.add(bytes(limit.rate().cost()));
      args.add(bytes(limit.rate().leak()));
      args.add(bytes(limit.rate().capacity()));
    }
    for (Group group : groups.values()) {
      args.add(bytes(group.count));
      args.add(bytes(group.limits.size()));
      args.add(bytes(group.claims > 0 ? 1 : 0));
      group.limits.forEach(limit -> args.add(bytes(numbers.getOrDefault(limit, 0))));
      if (group.claims > 0) {
        for (Check check : group.checks) {
          for (Claim claim : check.claims()) {
            add(args, claim == null ? NONE : claim.id(), claim == null ? NONE : claim.claimed());
          }
        }
      }
    }
    return args.toArray(byte[][]::new);
  }

  private static void add(List<byte[]> args, byte[] id, byte[] value) {
    args.add(id);
    args.add(value);
  }

  /** What is told the verdicts that the script's reply gives. */
  interface Teller {
    void tell(Check check, Verdict verdict);
  }

  /** Reads the reply. */
  void read(List<Object> reply, Teller teller) {
    byte @Nullable [][] found = found(reply);
    int number = 0;
    int event = 0;
    for (Group group : groups.values()) {
      int at = GROUP_FIELDS * number++;
      int allowed = (int) number(reply, at);
      int tightest = (int) number(reply, at + 1);
      Allowance after =
          new Allowance(
              allowed,
              tightest == 0 ? null : limit(group, tightest),
              number(reply, at + 2),
              number(reply, at + 3),
              number(reply, at + 4),
              false);
      int before = 0;
      for (Check check : group.checks) {
        Verdict verdict =
            new Verdict(
                after.part(before, check.count()),
                group.claims > 0 && found != null ? earlier(check, found, event + before) : null);
        before += check.count();
        teller.tell(check, verdict);
      }
      event += group.claims > 0 ? group.count : 0;
    }
  }

  private Limit limit(Group group, int number) {
    for (Limit limit : group.limits) {
      if (numbers.getOrDefault(limit, 0) == number) {
        return limit;
      }
    }
    throw new IllegalStateException("the script speaks of a limit it was not given");
  }

  private byte @Nullable [][] found(List<Object> reply) {
    int from = GROUP_FIELDS * groups.size();
    if (reply.size() == from) {
      return null;
    }
    byte[][] found = new byte[events][];
    for (int i = from; i < reply.size(); i += 2) {
      found[(int) number(reply, i)] = (byte[]) reply.get(i + 1);
    }
    return found;
  }

  private static @Nullable Earlier[] earlier(Check check, byte[][] found, int from) {
    @Nullable Earlier[] earlier = new Earlier[check.count()];
    for (int i = 0; i < earlier.length; i++) {
      Claim claim = check.claims()[i];
      byte[] value = found[from + i];
      earlier[i] = claim == null || value == null ? null : claim.read(value);
    }
    return earlier;
  }

  private static long number(List<Object> reply, int index) {
    return (Long) reply.get(index);
  }

  private static byte[] bytes(long number) {
    return Long.toString(number).getBytes(StandardCharsets.US_ASCII);
  }
}
