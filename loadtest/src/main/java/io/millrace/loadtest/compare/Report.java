package io.millrace.loadtest.compare;

import java.util.List;
import java.util.Map;

/**
 * All that a comparison found.
 *
 * @param machine what it ran on, and with
 * @param notes what a reader must know: what was absent, what ended early
 */
record Report(
    Map<String, String> machine,
    int rounds,
    int seconds,
    int warmUpSeconds,
    List<String> notes,
    List<CaseReport> cases) {}
