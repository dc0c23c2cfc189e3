package dev.callsign.acme.deploy;

import dev.callsign.acme.certificate.Deployment;
import dev.callsign.acme.certificate.ErrandOutcome;
import dev.callsign.acme.certificate.Generation;
import java.time.Duration;
import java.util.List;

/**
 * Several deployments, one after the other in this order. All are tried, whatever becomes of those
 * before; the first failure is what is reported, with the longest time that one of them asks to
 * wait.
 */
public final class Deployments implements Deployment {
  private final List<Deployment> all;

  /** Of these; of none, everything is done. Programs that reload servers come last. */
  public Deployments(List<Deployment> all) {
    this.all = List.copyOf(all);
  }

  @Override
  public ErrandOutcome deploy(Generation live) {
    ErrandOutcome whole = ErrandOutcome.DONE;
    for (Deployment each : all) {
      whole = and(whole, tried(each, live));
    }
    return whole;
  }

  private static ErrandOutcome tried(Deployment deployment, Generation live) {
    try {
      return deployment.deploy(live);
    } catch (RuntimeException e) {
      // A fault of ours in one shall not keep the others from being served.
      return ErrandOutcome.failed("a fault of this program: " + e);
    }
  }

  private static ErrandOutcome and(ErrandOutcome one, ErrandOutcome other) {
    Duration asked = one.asked().compareTo(other.asked()) < 0 ? other.asked() : one.asked();
    return new ErrandOutcome(
        one.done() && other.done(), asked, one.done() ? other.detail() : one.detail());
  }
}
