package dev.callsign.directory.record;

import com.google.common.base.Ticker;
import dev.callsign.directory.verify.VerificationGate;
import dev.callsign.directory.verify.Verifier;
import io.micrometer.core.instrument.MeterRegistry;

/** Registrars of other replicas, which share the database of this one. */
public final class Registrars {
  private Registrars() {}

  /** A registrar with a gate of its own. */
  public static Registrar replica(
      Verifier verifier,
      CallsignRepository repository,
      Recorder recorder,
      EvidenceStore evidence,
      MeterRegistry meters) {
    return new Registrar(
        verifier,
        new VerificationGate(),
        repository,
        recorder,
        evidence,
        meters,
        Ticker.systemTicker());
  }
}
