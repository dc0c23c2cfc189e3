package dev.callsign.demo;

import dev.callsign.lab.DomainCertificate;
import dev.callsign.lab.Lab;
import dev.callsign.lab.LabDevice;
import dev.callsign.lab.LabHost;
import dev.callsign.name.Callsign;
import dev.callsign.prekey.IdentityKeyPair;
import dev.callsign.statement.Device;
import dev.callsign.statement.KeyStatement;
import dev.callsign.statement.StatementSigner;
import java.security.SecureRandom;
import java.time.Instant;
import java.time.temporal.ChronoUnit;
import java.util.List;

/**
 * Somebody who has taken over the domain of a callsign: he obtains certificates for it and hosts
 * what he likes, and has none of its devices. He follows every rule but that one.
 */
final class Attacker {
  private static final int DEVICE_ID = 1;
  private static final int REGISTRATION_ID = 4711;

  private final Lab lab;
  private final LabHost domain;
  private final LabDevice device;
  private String last;
  private long seq;

  Attacker(Lab lab, LabHost domain, SecureRandom random) {
    this(lab, domain, domain.statement(), domain.payload().seq(), random);
  }

  /** Where the owner has hosted a statement of his own: what the next one follows. */
  Attacker(Lab lab, LabHost domain, String last, long seq, SecureRandom random) {
    Callsign callsign = domain.callsign();
    IdentityKeyPair identity = IdentityKeyPair.generate(random);
    this.lab = lab;
    this.domain = domain;
    this.device =
        new LabDevice(
            Device.of(callsign, DEVICE_ID, REGISTRATION_ID, "mine", identity, now()), identity);
    this.last = last;
    this.seq = seq;
  }

  /** His device, which no statement in force lists. */
  LabDevice device() {
    return device;
  }

  /** The statement that he hosts now. */
  String statement() {
    return last;
  }

  /** Hosts the next statement, with a new certificate and the same device of his own. */
  void hostNext() {
    DomainCertificate certificate =
        lab.authority().issue(lab.authority().leaf(domain.callsign().aLabel()));
    seq++;
    KeyStatement statement =
        new KeyStatement(
            domain.callsign(),
            seq,
            StatementSigner.sha256(last),
            now(),
            certificate.leaf().getNotAfter().toInstant(),
            List.of(device.listed()),
            null,
            List.of());
    last =
        StatementSigner.sign(statement, certificate.chain(), certificate.domainKey().getPrivate());
    domain.serve(certificate, last);
  }

  private static Instant now() {
    return Instant.now().truncatedTo(ChronoUnit.SECONDS);
  }
}
