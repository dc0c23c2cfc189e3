package dev.callsign.directory.year;

import dev.callsign.lab.KeyType;
import dev.callsign.name.Callsign;
import dev.callsign.statement.KeyStatement;
import dev.callsign.statement.StatementSigner;
import dev.callsign.x509.CertificateChain;
import dev.callsign.x509.Fingerprint;
import java.security.KeyPair;
import java.security.SecureRandom;
import java.util.List;
import org.jspecify.annotations.Nullable;

/**
 * A statement that somebody hosts; signed, and its certificate issued, when it is first looked at.
 * Safe for concurrent use.
 */
final class Draft {
  private final Callsign callsign;
  private final @Nullable Draft previous;
  private final Period period;
  private final List<Phone> phones;
  private final DomainKeys keys;
  private final @Nullable Phone agrees;
  private final boolean isForeign;
  private @Nullable Signed signed;

  /** The key that signs a statement, and the one that it announces. */
  record DomainKeys(KeyPair current, KeyPair next) {
    static DomainKeys of(SecureRandom random) {
      return new DomainKeys(KeyType.P256.generate(random), KeyType.P256.generate(random));
    }

    DomainKeys swapped() {
      return new DomainKeys(next, current);
    }
  }

  /** What is hosted. */
  record Signed(String compact, CertificateChain chain) {}

  /**
   * A draft.
   *
   * @param agrees the phone of {@code previous} that agrees to others; null when none does
   * @param isForeign whether the domain is no longer his who registered it
   */
  Draft(
      Callsign callsign,
      @Nullable Draft previous,
      Period period,
      List<Phone> phones,
      DomainKeys keys,
      @Nullable Phone agrees,
      boolean isForeign) {
    this.callsign = callsign;
    this.previous = previous;
    this.period = period;
    this.phones = List.copyOf(phones);
    this.keys = keys;
    this.agrees = agrees;
    this.isForeign = isForeign;
  }

  Callsign callsign() {
    return callsign;
  }

  Period period() {
    return period;
  }

  List<Phone> phones() {
    return phones;
  }

  DomainKeys keys() {
    return keys;
  }

  boolean isForeign() {
    return isForeign;
  }

  synchronized Signed signed(Notary notary) {
    Signed known = signed;
    if (known != null) {
      return known;
    }
    CertificateChain chain = notary.certify(callsign, period, keys.current());
    KeyStatement statement =
        new KeyStatement(
            callsign,
            seq(),
            previous == null ? null : StatementSigner.sha256(previous.signed(notary).compact()),
            period.from(),
            period.end(),
            phones.stream().map(Phone::listed).toList(),
            Fingerprint.ofKey(keys.next().getPublic()),
            List.of());
    String compact =
        agrees == null
            ? StatementSigner.sign(statement, chain, keys.current().getPrivate())
            : StatementSigner.sign(
                statement,
                agrees.listed().id(),
                agrees.identity(),
                chain,
                keys.current().getPrivate());
    Signed fresh = new Signed(compact, chain);
    signed = fresh;
    return fresh;
  }

  private long seq() {
    return previous == null ? 1 : previous.seq() + 1;
  }
}
