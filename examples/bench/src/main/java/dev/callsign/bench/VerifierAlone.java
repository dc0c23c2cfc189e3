package dev.callsign.bench;

import dev.callsign.ct.CtPolicy;
import dev.callsign.ct.LogList;
import dev.callsign.lab.Lab;
import dev.callsign.lab.LabAuthority;
import dev.callsign.lab.LabHost;
import dev.callsign.report.Mode;
import dev.callsign.statement.Observation;
import dev.callsign.statement.StatementVerdict;
import dev.callsign.statement.StatementVerifier;
import dev.callsign.statement.VerificationPolicy;
import dev.callsign.x509.TrustAnchors;
import dev.callsign.x509.TrustPolicy;
import java.io.IOException;
import java.lang.management.ManagementFactory;
import java.lang.management.ThreadMXBean;
import java.nio.file.Files;
import java.nio.file.Path;
import java.time.Instant;
import java.util.List;
import java.util.Set;

/**
 * The verifier on the statements of a lab's hosts, without network and records: processor time of
 * one thread, as {@link VerifierBenchmark} measures it.
 */
final class VerifierAlone {

  /** As in {@link VerifierBenchmark}. */
  private static final int WARMUPS = 4000;

  private static final double NANOS_IN_MICRO = 1000;
  private static final ThreadMXBean THREADS = ManagementFactory.getThreadMXBean();

  private record Input(LabHost host, String statement) {}

  private final StatementVerifier verifier;
  private final List<Input> inputs;

  VerifierAlone(Lab lab) throws IOException {
    Path file = Files.createTempFile("callsign-bench", ".json");
    try {
      LogList logs = LogList.parse(Files.readString(lab.writeLogList(file)));
      TrustAnchors anchors =
          TrustAnchors.letsEncrypt().withAdded(List.of(lab.authority().anchor()));
      TrustPolicy trust = new TrustPolicy(anchors, Set.of(LabAuthority.ORGANIZATION));
      this.verifier =
          new StatementVerifier(
              new VerificationPolicy(
                  trust, new CtPolicy(Mode.ENFORCE, logs), true, Mode.ENFORCE, Set.of()));
    } finally {
      Files.delete(file);
    }
    this.inputs = lab.hosts().stream().map(host -> new Input(host, host.statement())).toList();
  }

  /** Verifies as often as the compilers need. */
  void warmUp() {
    for (int i = 0; i < WARMUPS; i += inputs.size()) {
      micros();
    }
  }

  /** Microseconds of processor time for one, over all hosts in turn. */
  double micros() {
    Instant now = Instant.now();
    long start = THREADS.getCurrentThreadCpuTime();
    for (Input input : inputs) {
      StatementVerdict verdict =
          verifier.verify(
              input.host().callsign(), input.statement(), Observation.offline(null), now);
      if (verdict instanceof StatementVerdict.Rejected) {
        throw new IllegalStateException(verdict.findings().toString());
      }
    }
    return (THREADS.getCurrentThreadCpuTime() - start) / NANOS_IN_MICRO / inputs.size();
  }
}
