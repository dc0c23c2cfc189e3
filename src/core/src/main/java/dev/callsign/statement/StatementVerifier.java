package dev.callsign.statement;

import dev.callsign.caa.CaaVerifier;
import dev.callsign.ct.SctVerifier;
import dev.callsign.name.Callsign;
import dev.callsign.report.Finding;
import dev.callsign.report.MalformedException;
import dev.callsign.report.Mode;
import dev.callsign.report.Slug;
import dev.callsign.report.Step;
import dev.callsign.revocation.RevocationVerifier;
import dev.callsign.x509.CertificateChain;
import dev.callsign.x509.ChainVerdict;
import dev.callsign.x509.ChainVerifier;
import dev.callsign.x509.Fingerprint;
import dev.callsign.x509.LeafNames;
import dev.callsign.x509.LeafProfile;
import dev.callsign.x509.SignatureChecks;
import java.security.cert.X509Certificate;
import java.time.Instant;
import java.util.ArrayList;
import java.util.List;
import org.jspecify.annotations.Nullable;

/**
 * Verifies key statements: the steps chain to freshness of docs/verification.md, in one call and
 * offline.
 *
 * <p>A pure function of its arguments: the same input gives the same findings on a client, on a
 * server and years later. Safe for concurrent use.
 */
public final class StatementVerifier {
  private final VerificationPolicy policy;

  /** A verifier that judges by {@code policy}. */
  public StatementVerifier(VerificationPolicy policy) {
    this.policy = policy;
  }

  /**
   * Verifies that {@code compact} is a statement of {@code callsign} that may be believed at one
   * instant. All steps are evaluated, so that an owner sees every problem at once.
   *
   * <p>Chain, leaf and names are judged on the chain in {@code x5c}, whose key signs; where the
   * header cannot be read, on the presented chain, so that there is still a diagnosis.
   *
   * @param compact the compact JWS exactly as hosted, at most 16 KiB
   * @param observed everything else that the verdict depends on
   * @return never throws for bad input
   */
  public StatementVerdict verify(
      Callsign callsign, String compact, Observation observed, Instant at) {
    return verify(callsign, compact, observed, at, SignatureChecks.all());
  }

  /**
   * As {@link #verify(Callsign, String, Observation, Instant)}; the verdict does not depend on
   * {@code checks}, as long as they know no signature that does not hold.
   *
   * @param checks of the signatures of certificates, SCTs and the statement; proofs of devices are
   *     always computed
   */
  public StatementVerdict verify(
      Callsign callsign, String compact, Observation observed, Instant at, SignatureChecks checks) {
    List<Finding> findings =
        new ArrayList<>(CaaVerifier.check(observed.caa(), policy.caaIdentities()));
    StatementPin pin = observed.pin();
    if (pin != null) {
      pin.objection(compact).ifPresent(findings::add);
    }
    CertificateChain presented = observed.presented();
    StatementJws jws;
    try {
      jws = StatementJws.parse(compact);
    } catch (MalformedException e) {
      findings.add(malformed(e));
      if (presented == null) {
        skip(
            findings,
            "the statement shows no chain",
            Step.CHAIN,
            Step.LEAF,
            Step.NAMES,
            Step.CT,
            Step.REVOCATION);
      } else {
        judgeChain(findings, presented, callsign, observed.revocation(), at, checks);
      }
      skip(findings, "the statement cannot be read", Step.BINDING, Step.FRESHNESS);
      return new StatementVerdict.Rejected(findings);
    }
    judgeChain(findings, jws.chain(), callsign, observed.revocation(), at, checks);
    findings.addAll(binding(jws, presented, observed.recorded()));
    KeyStatement statement;
    try {
      statement = verifiedPayload(jws, callsign, checks);
    } catch (MalformedException e) {
      findings.add(malformed(e));
      skip(findings, "the statement cannot be believed", Step.FRESHNESS);
      return new StatementVerdict.Rejected(findings);
    }
    findings.add(
        Finding.pass(
            Step.STATEMENT,
            "a statement of " + callsign + " signed by the key of its leaf",
            jws.algorithm() + ", " + statement.devices().size() + " device(s)"));
    findings.add(Freshness.check(jws, statement, observed.recorded(), at));
    RenewalWindow.overdue(jws.chain().leaf(), at).ifPresent(findings::add);
    return findings.stream().anyMatch(Finding::failed)
        ? new StatementVerdict.Rejected(findings)
        : new StatementVerdict.Verified(new VerifiedStatement(jws, statement), findings);
  }

  private void judgeChain(
      List<Finding> findings,
      CertificateChain chain,
      Callsign callsign,
      @Nullable RevocationSource revocation,
      Instant at,
      SignatureChecks checks) {
    ChainVerdict verdict = ChainVerifier.verify(chain, policy.trust(), at, checks);
    findings.add(verdict.finding());
    findings.add(LeafProfile.check(chain.leaf(), at));
    findings.add(LeafNames.check(chain.leaf(), callsign));
    X509Certificate issuer = verdict.issuer();
    if (issuer == null) {
      skip(findings, "nobody knows who issued the leaf", Step.CT, Step.REVOCATION);
      return;
    }
    findings.addAll(transparency(chain.leaf(), issuer, verdict.anchorAdded(), at, checks));
    findings.add(revocation(chain.leaf(), issuer, verdict.anchorAdded(), revocation, at));
  }

  /** Public logs take no certificates of private authorities, so none can be asked for there. */
  private List<Finding> transparency(
      X509Certificate leaf,
      X509Certificate issuer,
      boolean anchorAdded,
      Instant at,
      SignatureChecks checks) {
    return anchorAdded && !policy.hasOwnLogs()
        ? List.of(
            Finding.skip(
                Step.CT, "the anchor is the operator's own, and so are no logs of the policy"))
        : SctVerifier.check(leaf, issuer, policy.ct(), at, checks);
  }

  private Finding revocation(
      X509Certificate leaf,
      X509Certificate issuer,
      boolean anchorAdded,
      @Nullable RevocationSource source,
      Instant at) {
    if (policy.revocation() == Mode.OFF || source == null) {
      return Finding.skip(
          Step.REVOCATION,
          source == null ? "verified without asking for a list" : "switched off by the operator");
    }
    return RevocationVerifier.check(
        leaf,
        issuer,
        anchorAdded,
        source.evidenceFor(leaf, issuer, anchorAdded),
        policy.revocation(),
        at);
  }

  /** Signature first: nothing in a payload means anything before it (RFC 8725 §3.3). */
  private static KeyStatement verifiedPayload(
      StatementJws jws, Callsign callsign, SignatureChecks checks) throws MalformedException {
    if (!jws.algorithm().fits(jws.chain().leaf().getPublicKey())) {
      throw new MalformedException(
          Slug.STATEMENT_ALGORITHM, "'alg' " + jws.algorithm() + " is not for the key of the leaf");
    }
    if (!jws.isSignedByLeaf(checks)) {
      throw new MalformedException(
          Slug.STATEMENT_SIGNATURE, "the signature is not by the key of the leaf in 'x5c'");
    }
    KeyStatement statement = KeyStatement.parse(jws.payload());
    if (!statement.subject().equals(callsign)) {
      throw new MalformedException(
          Slug.STATEMENT_SUBJECT, "'sub' is " + statement.subject() + ", not " + callsign);
    }
    for (Device device : statement.devices()) {
      if (!device.provesPossession(callsign)) {
        throw new MalformedException(
            Slug.STATEMENT_PROOF,
            "the proof of device " + device.id() + " is not by its identity key for this callsign");
      }
    }
    return statement;
  }

  private static List<Finding> binding(
      StatementJws jws,
      @Nullable CertificateChain presented,
      @Nullable RecordedStatement recorded) {
    List<Finding> findings = new ArrayList<>();
    String key = Fingerprint.ofKey(jws.chain().leaf().getPublicKey());
    if (presented == null) {
      findings.add(Finding.skip(Step.BINDING, "verified without a connection to the host"));
    } else if (Fingerprint.ofKey(presented.leaf().getPublicKey()).equals(key)) {
      findings.add(Finding.pass(Step.BINDING, "the host presents the key that signs", "live"));
    } else {
      findings.add(
          Finding.warn(
              Slug.SERVED_BY_OTHER_KEY,
              "the host presents the key that signs",
              "hosted: another key terminates TLS for this name"));
    }
    if (recorded != null
        && recorded.next() != null
        && !key.equals(recorded.next())
        && !key.equals(recorded.keySha256())) {
      findings.add(
          Finding.warn(
              Slug.UNANNOUNCED_DOMAIN_KEY,
              "the domain key announced as 'next': " + recorded.next(),
              "another new domain key: " + key));
    }
    return findings;
  }

  private static void skip(List<Finding> findings, String why, Step... steps) {
    for (Step step : steps) {
      findings.add(Finding.skip(step, why));
    }
  }

  private static Finding malformed(MalformedException e) {
    return Finding.fail(e.slug(), "a key statement as docs/protocol.md §3 defines it", e.detail());
  }
}
