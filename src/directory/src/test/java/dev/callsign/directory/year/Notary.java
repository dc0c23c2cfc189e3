package dev.callsign.directory.year;

import dev.callsign.ct.CtPolicy;
import dev.callsign.lab.CtFault;
import dev.callsign.lab.Issuer;
import dev.callsign.lab.Lab;
import dev.callsign.lab.LabAuthority;
import dev.callsign.name.Callsign;
import dev.callsign.report.Mode;
import dev.callsign.statement.VerificationPolicy;
import dev.callsign.x509.CertificateChain;
import dev.callsign.x509.TrustAnchors;
import dev.callsign.x509.TrustPolicy;
import java.security.KeyPair;
import java.security.SecureRandom;
import java.time.Clock;
import java.time.Duration;
import java.time.Instant;
import java.time.temporal.ChronoUnit;
import java.util.List;
import java.util.Set;

/**
 * The authority that issues for everybody, and the policy by which its certificates are judged: the
 * root and the intermediate of the lab whose signatures are the cheapest. Safe for concurrent use.
 */
final class Notary implements AutoCloseable {
  private final Lab lab;
  private final Clock clock;
  private final VerificationPolicy policy;

  Notary(Clock clock, SecureRandom random) {
    this.clock = clock;
    this.lab = Lab.start(clock, random);
    this.policy =
        new VerificationPolicy(
            new TrustPolicy(
                TrustAnchors.letsEncrypt()
                    .withAdded(List.of(lab.authority().certificate(Issuer.UNKNOWN_ROOT))),
                Set.of(LabAuthority.ORGANIZATION)),
            CtPolicy.production(),
            false,
            Mode.OFF, // who is revoked when, the world says
            Set.of());
  }

  VerificationPolicy policy() {
    return policy;
  }

  CertificateChain certify(Callsign callsign, Period period, KeyPair key) {
    LabAuthority authority = lab.authority();
    Instant now = clock.instant().truncatedTo(ChronoUnit.SECONDS);
    return authority
        .issue(
            authority
                .leaf(callsign.aLabel())
                .key(key)
                .issuer(Issuer.UNTRUSTED)
                .scts(CtFault.NO_SCTS)
                .startsAfter(Duration.between(now, period.from()))
                .endsAfter(Duration.between(now, period.end())))
        .chain();
  }

  @Override
  public void close() {
    lab.close();
  }
}
