package dev.callsign.directory.http;

import com.fasterxml.jackson.databind.PropertyNamingStrategies.SnakeCaseStrategy;
import com.fasterxml.jackson.databind.annotation.JsonNaming;
import dev.callsign.directory.app.CallsignConfig;
import dev.callsign.directory.events.DirectoryKeys;
import dev.callsign.directory.events.WatchStore;
import dev.callsign.directory.fetch.FetchLimits;
import dev.callsign.directory.prekeys.ClaimPolicy;
import dev.callsign.directory.prekeys.PrekeyStore;
import dev.callsign.directory.record.CallsignRepository;
import dev.callsign.directory.verify.VerificationGate;
import dev.callsign.event.DirectoryKey;
import dev.callsign.x509.Fingerprint;
import dev.callsign.x509.TrustPolicy;
import jakarta.ws.rs.GET;
import jakarta.ws.rs.Path;
import jakarta.ws.rs.Produces;
import jakarta.ws.rs.core.MediaType;
import jakarta.ws.rs.core.Response;
import java.security.cert.CertificateEncodingException;
import java.security.cert.X509Certificate;
import java.util.List;
import java.util.Map;
import org.eclipse.microprofile.openapi.annotations.Operation;
import org.eclipse.microprofile.openapi.annotations.tags.Tag;

/** {@code /.well-known/callsign/directory}: who this is, its keys, and which policy is in force. */
@Path("/.well-known/callsign/directory")
@Tag(name = "Directory")
public class DirectoryResource {

  /** The version of docs/protocol.md that is spoken here. */
  private static final int PROTOCOL_VERSION = 1;

  private final DirectoryKeys keys;
  private final DirectoryView.Policy policy;
  private final DirectoryView.Limits limits;
  private final String baseUrl;

  DirectoryResource(
      CallsignConfig config, TrustPolicy trust, ClaimPolicy claims, DirectoryKeys keys) {
    this.keys = keys;
    this.baseUrl = config.baseUrl().toString();
    this.policy =
        new DirectoryView.Policy(
            trust.anchors().all().stream().map(DirectoryView.Anchor::of).toList(),
            trust.issuerOrganizations().stream().sorted().toList(),
            config.trust().allowTestNames(),
            config.fetch().port(),
            config.fetch().allowReserved(),
            config.renewal().hold().toSeconds(),
            config.renewal().recheck().toSeconds(),
            new DirectoryView.Step(config.dns().dnssec() ? "enforce" : "off", true),
            new DirectoryView.Step(config.ct().mode().text(), true),
            new DirectoryView.Step(config.revocation().mode().text(), true));
    this.limits =
        new DirectoryView.Limits(
            FetchLimits.MAX_BODY_BYTES,
            VerificationGate.MAX_CONCURRENT,
            CallsignRepository.MAX_HISTORY_PAGE,
            PrekeyStore.MAX_STORED,
            claims.burst(),
            claims.refill().toSeconds(),
            claims.hourly(),
            WatchStore.MAX_WATCHES);
  }

  /** Answers keys, policy and limits. */
  @GET
  @Produces(MediaType.APPLICATION_JSON)
  @Operation(summary = "Read the keys of the directory, the policy and the limits in force")
  public Response read() {
    DirectoryView view =
        new DirectoryView(
            PROTOCOL_VERSION,
            baseUrl,
            keys.all().stream().map(DirectoryKey::jwk).toList(),
            policy,
            limits);
    return Response.ok(view).header("Cache-Control", "public, max-age=300").build();
  }

  /**
   * The directory about itself.
   *
   * @param keys as JWKs: what events may be signed with
   */
  @JsonNaming(SnakeCaseStrategy.class)
  record DirectoryView(
      int version, String baseUrl, List<Map<String, String>> keys, Policy policy, Limits limits) {

    /** What docs/verification.md leaves to the operator. */
    @JsonNaming(SnakeCaseStrategy.class)
    record Policy(
        List<Anchor> anchors,
        List<String> issuerOrganizations,
        boolean allowTestNames,
        int fetchPort,
        List<String> allowReserved,
        long holdSeconds,
        long recheckSeconds,
        Step dnssec,
        Step ct,
        Step revocation) {}

    /** A configured step, and whether this version evaluates it. */
    record Step(String mode, boolean evaluated) {}

    /** One trust anchor. */
    record Anchor(String subject, String sha256) {
      static Anchor of(X509Certificate anchor) {
        try {
          return new Anchor(
              anchor.getSubjectX500Principal().getName(),
              Fingerprint.sha256Hex(anchor.getEncoded()));
        } catch (CertificateEncodingException e) {
          throw new IllegalStateException("a decoded certificate has an encoding", e);
        }
      }
    }

    /** Numbers a client may run into. */
    @JsonNaming(SnakeCaseStrategy.class)
    record Limits(
        int statementBytes,
        int concurrentVerifications,
        int historyPage,
        int prekeysStored,
        int claimBurst,
        long claimRefillSeconds,
        int claimsHourly,
        int watches) {}
  }
}
