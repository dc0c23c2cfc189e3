package dev.callsign.bench;

import dev.callsign.statement.Observation;
import dev.callsign.statement.StatementVerdict;
import dev.callsign.statement.StatementVerifier;
import java.lang.management.ManagementFactory;
import java.lang.management.ThreadMXBean;
import java.security.GeneralSecurityException;
import org.openjdk.jmh.annotations.AuxCounters;
import org.openjdk.jmh.annotations.Benchmark;
import org.openjdk.jmh.annotations.Param;
import org.openjdk.jmh.annotations.Scope;
import org.openjdk.jmh.annotations.Setup;
import org.openjdk.jmh.annotations.State;

/**
 * One operation verifies one input, another one each time, and then its signatures alone. Counted
 * is the processor time of the thread, so that other work on the machine slows down neither side.
 */
@State(Scope.Benchmark)
public class VerifierBenchmark {

  /**
   * Operations before anything is counted. Seconds would not do: on a busy machine the compiler
   * sees too few operations in them.
   */
  private static final int WARMUPS = 4000;

  private static final ThreadMXBean THREADS = ManagementFactory.getThreadMXBean();

  /** Set by JMH. */
  @Param({"ECDSA", "RSA"})
  public Shape shape = Shape.ECDSA;

  private CapturedInputs captured = CapturedInputs.NONE;
  private StatementVerifier verifier = new StatementVerifier(captured.policy());
  private int last;

  /** What an iteration took; JMH reads the fields and sets them to zero. */
  @State(Scope.Thread)
  @AuxCounters(AuxCounters.Type.EVENTS)
  public static class Cost {
    /** Inputs. */
    public long inputs;

    /** Nanoseconds of processor time of whole verifications. */
    public long verification;

    /** Nanoseconds of processor time of the bare signatures. */
    public long bareSignatures;
  }

  /** Makes the inputs and warms up, once a fork. */
  @Setup
  public void capture() throws GeneralSecurityException {
    captured = CapturedInputs.make(shape);
    verifier = new StatementVerifier(captured.policy());
    for (int i = 0; i < WARMUPS; i++) {
      verifyBoth(new Cost());
    }
  }

  /** Everything, from the compact statement to its verdict; then the signatures alone. */
  @Benchmark
  public StatementVerdict verifyBoth(Cost cost) throws GeneralSecurityException {
    last = (last + 1) % captured.inputs().size();
    CapturedInput input = captured.inputs().get(last);
    long start = THREADS.getCurrentThreadCpuTime();
    StatementVerdict verdict =
        verifier.verify(
            input.callsign(), input.compact(), Observation.offline(null), captured.at());
    long between = THREADS.getCurrentThreadCpuTime();
    for (BareSignature signature : input.signatures()) {
      if (!signature.verifies()) {
        throw new IllegalStateException("a signature of " + input.callsign() + " does not verify");
      }
    }
    long end = THREADS.getCurrentThreadCpuTime();
    if (verdict instanceof StatementVerdict.Rejected) {
      throw new IllegalStateException(verdict.findings().toString());
    }
    cost.inputs++;
    cost.verification += between - start;
    cost.bareSignatures += end - between;
    return verdict;
  }
}
