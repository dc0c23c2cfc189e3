package dev.callsign.acme.certificate;

import dev.callsign.lab.CertificateSpec;
import dev.callsign.lab.DomainCertificate;
import dev.callsign.lab.LabAuthority;
import dev.callsign.name.Callsign;
import java.nio.file.Files;
import java.nio.file.Path;
import java.time.Clock;
import java.time.Duration;

/** Generations of an agent's folder, for tests of what is done with them. */
public final class Kept {
  public static final Callsign ALICE = Certificates.ALICE;

  private final LabAuthority authority;
  private final Path home;
  private final Clock clock;

  /** Below this home. */
  public Kept(LabAuthority authority, Path home, Clock clock) {
    this.authority = authority;
    this.home = home;
    this.clock = clock;
  }

  /** A certificate of the lab. */
  public DomainCertificate certificate(Duration endsAfter) {
    CertificateSpec spec = authority.leaf(ALICE.aLabel()).endsAfter(endsAfter);
    return authority.issue(spec);
  }

  /** Makes another certificate the live one, with a statement; empty for none. */
  public Generation live(Duration endsAfter, String statement) throws Exception {
    return live(certificate(endsAfter), statement);
  }

  /** As above. */
  public Generation live(DomainCertificate own, String statement) throws Exception {
    Generation generation =
        new Adoption(home, ALICE, clock)
            .adopt(own.chain(), own.domainKey().getPrivate(), new Origin("test", null))
            .generation();
    if (!statement.isEmpty()) {
      Files.writeString(generation.statement(), statement);
    }
    return generation;
  }
}
