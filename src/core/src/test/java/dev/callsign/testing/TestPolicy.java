package dev.callsign.testing;

import dev.callsign.ct.CtPolicy;
import dev.callsign.report.Mode;
import dev.callsign.statement.VerificationPolicy;
import dev.callsign.x509.TrustPolicy;
import java.util.Set;

/** Policies of tests that are about statements and chains, not about logs and revocation lists. */
public final class TestPolicy {

  private TestPolicy() {}

  /** Chains of {@code trust}; certificate transparency and revocation are switched off. */
  public static VerificationPolicy chainsOf(TrustPolicy trust) {
    return new VerificationPolicy(
        trust, CtPolicy.off(), false, Mode.OFF, Set.of(VerificationPolicy.LETS_ENCRYPT_CAA));
  }
}
