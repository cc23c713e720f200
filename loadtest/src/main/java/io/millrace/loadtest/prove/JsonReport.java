package io.millrace.loadtest.prove;

import io.millrace.loadtest.prove.evidence.View;
import io.millrace.loadtest.prove.fault.Impact;
import io.millrace.loadtest.prove.ledger.Check;
import io.millrace.loadtest.prove.ledger.Kind;
import io.millrace.loadtest.prove.ledger.Verdict;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.OptionalLong;
import java.util.TreeMap;
import java.util.concurrent.TimeUnit;
import org.jspecify.annotations.Nullable;
import tools.jackson.databind.json.JsonMapper;

/** What a run proves, for programs: one line. Times are in milliseconds, null for never. */
final class JsonReport {

  private static final JsonMapper JSON = new JsonMapper();

  private JsonReport() {}

  static String of(Proof proof) {
    Map<String, @Nullable Object> report = new LinkedHashMap<>();
    report.put("passed", proof.passed());
    report.put("seed", proof.seed());
    report.put("lost", proof.verdict().lost());
    report.put("notExactlyOnce", proof.verdict().notOnce());
    report.put("meetsP13", Report.meetsTarget(proof));
    report.put("coresBeforeFaults", proof.cores());
    report.put("settledMs", proof.settled().toMillis());
    report.put("faults", proof.impacts().stream().map(JsonReport::impact).toList());
    report.put("checks", checks(proof.verdict().checks()));
    report.put("recovery", check(proof.recovery()));
    report.put("reads", proof.reads());
    report.put("readsFailed", proof.failedReads().size());
    return JSON.writeValueAsString(report);
  }

  static String of(Verdict verdict) {
    Map<String, Object> report = new LinkedHashMap<>();
    report.put("passed", verdict.passed());
    report.put("lost", verdict.lost());
    report.put("notExactlyOnce", verdict.notOnce());
    report.put("checks", checks(verdict.checks()));
    return JSON.writeValueAsString(report);
  }

  private static Map<String, @Nullable Object> impact(Impact impact) {
    Map<String, @Nullable Object> fault = new LinkedHashMap<>();
    fault.put("fault", impact.fault().toString());
    fault.put("outageMs", millis(impact.outage()));
    fault.put("acknowledgedAgainMs", millis(impact.acknowledgedAgain()));
    fault.put("freshAgainMs", millis(impact.allFreshAgain()));
    Map<View, Long> views = new TreeMap<>();
    impact.freshAgain().forEach((view, nanos) -> views.put(view, millis(nanos)));
    fault.put("freshAgainMsByView", views);
    Map<Kind, Object> requests = new TreeMap<>();
    impact.requests().forEach((kind, counts) -> requests.put(kind, requests(counts)));
    fault.put("requests", requests);
    return fault;
  }

  private static Map<String, Long> requests(Impact.Requests counts) {
    Map<String, Long> requests = new LinkedHashMap<>();
    requests.put("sent", counts.attempts());
    requests.put("acknowledgedFirstTime", counts.firstTime());
    requests.put("acknowledgedAfterRetries", counts.retried());
    requests.put("failedAttempts", counts.failed());
    requests.put("outageMs", millis(counts.outage()));
    return requests;
  }

  private static List<Map<String, Object>> checks(List<Check> checks) {
    return checks.stream().map(JsonReport::check).toList();
  }

  private static Map<String, Object> check(Check check) {
    Map<String, Object> json = new LinkedHashMap<>();
    json.put("name", check.name());
    json.put("passed", check.passed());
    json.put("compared", check.compared());
    json.put("offences", check.offences());
    return json;
  }

  private static long millis(long nanos) {
    return TimeUnit.NANOSECONDS.toMillis(nanos);
  }

  private static @Nullable Long millis(OptionalLong nanos) {
    return nanos.isPresent() ? millis(nanos.getAsLong()) : null;
  }
}
