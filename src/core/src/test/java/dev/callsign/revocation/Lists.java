package dev.callsign.revocation;

import static dev.callsign.testing.TestAuthority.NOW;

import dev.callsign.report.Finding;
import dev.callsign.report.Mode;
import dev.callsign.testing.CertificateDraft;
import dev.callsign.testing.CrlDraft;
import dev.callsign.testing.TestAuthority;
import dev.callsign.testing.TestAuthority.TestLeaf;
import java.util.function.UnaryOperator;
import org.bouncycastle.asn1.x509.Extension;

/** An issuer, a leaf that names its list, and the verdict on that leaf. */
final class Lists {
  static final TestAuthority ISSUER = TestAuthority.root("Root").authority("E1");
  static final TestLeaf LEAF = leaf(draft -> draft);

  private Lists() {}

  static TestLeaf leaf(UnaryOperator<CertificateDraft> change) {
    return ISSUER.leaf(
        "alice.example",
        draft ->
            change.apply(
                draft.with(Extension.cRLDistributionPoints, false, CrlDraft.point(CrlDraft.URI))));
  }

  static CrlDraft list() {
    return CrlDraft.of(ISSUER);
  }

  static Finding check(CrlDraft draft) {
    return check(LEAF, new RevocationEvidence.Fetched(draft.sign(), NOW));
  }

  static Finding check(TestLeaf leaf, RevocationEvidence evidence) {
    return RevocationVerifier.check(
        leaf.certificate(), ISSUER.certificate(), false, evidence, Mode.ENFORCE, NOW);
  }
}
