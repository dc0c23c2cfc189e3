package dev.callsign.statement;

import static dev.callsign.testing.TestAuthority.NOW;

import dev.callsign.name.Callsign;
import dev.callsign.name.NamePolicy;
import dev.callsign.report.Finding;
import dev.callsign.report.MalformedException;
import dev.callsign.report.Slug;
import dev.callsign.testing.StatementDraft;
import dev.callsign.testing.TestAuthority;
import dev.callsign.testing.TestAuthority.TestLeaf;
import dev.callsign.testing.TestKeys;
import dev.callsign.testing.TestPolicy;
import dev.callsign.x509.CertificateChain;
import dev.callsign.x509.SignatureChecks;
import dev.callsign.x509.TrustPolicy;
import java.time.Instant;
import java.util.List;
import java.util.stream.Stream;
import org.jspecify.annotations.Nullable;

/** The owner of {@code alice.example} in these tests: her certificates and her true statement. */
final class Alice {

  static final Callsign CALLSIGN = callsign("alice.example");
  static final TestAuthority ROOT = TestAuthority.root("Root");
  static final TestAuthority ISSUER = ROOT.authority("E1");
  static final TrustPolicy TRUST = ROOT.trustedAsShipped();
  static final TestLeaf P256 = ISSUER.leaf("alice.example");
  static final TestLeaf P384 = ISSUER.leaf("alice.example", d -> d.keys(TestKeys.p384()));
  static final TestLeaf RSA =
      ISSUER.leaf("alice.example", d -> d.keys(TestKeys.rsa(2048, "alice")));

  private static final StatementVerifier VERIFIER =
      new StatementVerifier(TestPolicy.chainsOf(TRUST));

  private Alice() {}

  /** Her first statement, by her key on P-256. */
  static StatementDraft statement() {
    return StatementDraft.of(CALLSIGN, "ES256", P256);
  }

  static StatementVerdict verify(String compact) {
    return verify(compact, NOW);
  }

  static StatementVerdict verify(String compact, Instant at) {
    return VERIFIER.verify(CALLSIGN, compact, Observation.offline(null), at);
  }

  /** Verified by somebody who remembers signatures. */
  static StatementVerdict verify(String compact, SignatureChecks checks) {
    return VERIFIER.verify(CALLSIGN, compact, Observation.offline(null), NOW, checks);
  }

  /** Verified over a connection on which the host presented {@code chain}. */
  static StatementVerdict verify(String compact, CertificateChain presented) {
    Observation offline = Observation.offline(null);
    return VERIFIER.verify(
        CALLSIGN,
        compact,
        new Observation(presented, null, offline.caa(), null, offline.revocation()),
        NOW);
  }

  static StatementVerdict verify(String compact, @Nullable RecordedStatement recorded) {
    return VERIFIER.verify(CALLSIGN, compact, Observation.offline(recorded), NOW);
  }

  /** The statement in it, which must be believed. */
  static VerifiedStatement believed(StatementVerdict verdict) {
    return switch (verdict) {
      case StatementVerdict.Verified verified -> verified.statement();
      case StatementVerdict.Rejected rejected ->
          throw new AssertionError("rejected: " + rejected.findings());
    };
  }

  /** The slugs of everything that failed. */
  static List<Slug> failures(StatementVerdict verdict) {
    return slugs(verdict.findings().stream().filter(Finding::failed).toList());
  }

  /** The slugs of everything that failed or was warned of. */
  static List<Slug> slugs(StatementVerdict verdict) {
    return slugs(verdict.findings());
  }

  static Callsign callsign(String name) {
    try {
      return Callsign.parse(name, NamePolicy.PUBLIC);
    } catch (MalformedException e) {
      throw new AssertionError(e);
    }
  }

  private static List<Slug> slugs(List<Finding> findings) {
    return findings.stream().flatMap(finding -> Stream.ofNullable(finding.slug())).toList();
  }
}
