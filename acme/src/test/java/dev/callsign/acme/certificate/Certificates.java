package dev.callsign.acme.certificate;

import dev.callsign.lab.LabAuthority;
import dev.callsign.name.Callsign;
import dev.callsign.name.NamePolicy;
import dev.callsign.report.MalformedException;
import dev.callsign.x509.CertificateChain;
import java.net.URI;
import java.security.KeyPair;
import java.time.Duration;
import java.time.Instant;

/** Certificates of the lab's authority for one name, at the instants that tests live in. */
final class Certificates {
  static final Callsign ALICE = callsign("alice.example");
  static final Instant DAY_0 = Instant.parse("2026-01-01T00:00:00Z");
  static final URI AUTHORITY = URI.create("https://acme.callsign.test/directory");
  static final Duration LIFE = Duration.ofDays(45);

  private Certificates() {}

  static Callsign callsign(String name) {
    try {
      return Callsign.parse(name, NamePolicy.WITH_TEST_NAMES);
    } catch (MalformedException e) {
      throw new AssertionError(e);
    }
  }

  static Instant day(double days) {
    return DAY_0.plusSeconds(Math.round(days * Duration.ofDays(1).toSeconds()));
  }

  /** A chain for {@link #ALICE} and this key, from about now on. */
  static CertificateChain issue(LabAuthority authority, KeyPair key) {
    return authority.issue(authority.leaf(ALICE.aLabel()).key(key)).chain();
  }
}
