package dev.callsign.evidence;

import dev.callsign.caa.CaaLookup;
import dev.callsign.name.Callsign;
import dev.callsign.name.NameRules;
import dev.callsign.report.Finding;
import dev.callsign.report.Step;
import dev.callsign.report.VerificationReport;
import dev.callsign.revocation.RevocationEvidence;
import dev.callsign.statement.Observation;
import dev.callsign.statement.RecordedStatement;
import dev.callsign.statement.StatementPin;
import dev.callsign.statement.StatementVerifier;
import dev.callsign.statement.VerificationPolicy;
import dev.callsign.x509.CertificateChain;
import java.util.ArrayList;
import java.util.EnumSet;
import java.util.List;
import java.util.Set;
import org.jspecify.annotations.Nullable;

/**
 * Everything that one verification saw.
 *
 * <p>The steps dns, address, connect and fetch are observations of the network: what a directory
 * says about them has to be believed or observed again. Every other step is recomputed from bytes.
 *
 * @param callsign the name that was verified
 * @param report what the directory concluded: when, from which address, every finding
 * @param statement the body that the host served
 * @param presented the chain of the TLS handshake
 * @param recorded the last accepted statement before; null when there was none
 * @param caa what climbing for CAA records found
 * @param pin what TXT at {@code _callsign} pinned; null when the owner pinned nothing
 * @param revocation what was known about the revocation of the leaf
 * @param policy what the directory judged by; not what the reader must
 */
public record Evidence(
    Callsign callsign,
    VerificationReport report,
    String statement,
    @Nullable CertificateChain presented,
    @Nullable RecordedStatement recorded,
    CaaLookup caa,
    @Nullable StatementPin pin,
    RevocationEvidence revocation,
    VerificationPolicy policy) {

  /** The steps that no bytes can prove afterwards. */
  public static final Set<Step> OBSERVED =
      Set.copyOf(EnumSet.of(Step.DNS, Step.ADDRESS, Step.CONNECT, Step.FETCH));

  /**
   * Recomputes the report under a policy, at the instant of the verification. A pure function;
   * under the directory's own policy the result equals {@link #report()} if that is honest.
   */
  public VerificationReport recompute(VerificationPolicy under) {
    List<Finding> findings = new ArrayList<>();
    findings.add(NameRules.check(callsign));
    Observation observed =
        new Observation(presented, recorded, caa, pin, (leaf, issuer, anchorAdded) -> revocation);
    findings.addAll(
        new StatementVerifier(under).verify(callsign, statement, observed, report.at()).findings());
    report.findings().stream()
        .filter(finding -> OBSERVED.contains(finding.step()))
        .filter(finding -> !findings.contains(finding))
        .forEach(findings::add);
    return new VerificationReport(callsign.aLabel(), report.at(), report.address(), findings);
  }
}
