package dev.callsign.directory.http;

import dev.callsign.evidence.ReportJson;
import dev.callsign.name.Callsign;
import dev.callsign.report.Finding;
import dev.callsign.report.MalformedException;
import dev.callsign.report.Slug;
import dev.callsign.report.VerificationReport;
import dev.callsign.request.DeviceAddress;
import jakarta.ws.rs.WebApplicationException;
import jakarta.ws.rs.core.Response;
import java.time.Duration;
import java.time.Instant;
import java.util.List;
import org.jspecify.annotations.Nullable;

/** Ends a request with a problem document. */
final class ProblemException extends WebApplicationException {
  private static final long serialVersionUID = 1L;

  /** What a 401 has to say (RFC 9110 §11.6.1): a signed request, as docs/protocol.md §4 has it. */
  private static final String CHALLENGE = "callsign-request";

  ProblemException(Problem problem) {
    super(problem.detail(), response(problem));
  }

  private ProblemException(Response response) {
    super(response);
  }

  ProblemException(ProblemType type, String detail) {
    this(Problem.of(type, detail));
  }

  static ProblemException malformedCallsign(MalformedException e) {
    return new ProblemException(
        Problem.of(
            ProblemType.MALFORMED_CALLSIGN,
            e.detail(),
            List.of(new Problem.Fault(e.slug().text(), e.detail())),
            null));
  }

  static ProblemException unknown(Callsign callsign) {
    return unknown(callsign.aLabel());
  }

  static ProblemException unknown(String callsign) {
    return new ProblemException(
        ProblemType.UNKNOWN_CALLSIGN,
        callsign
            + " was never registered here; POST {\"domain\": \""
            + callsign
            + "\"} to /v1/callsigns to register it.");
  }

  static ProblemException unknownDevice(DeviceAddress device) {
    return new ProblemException(
        ProblemType.UNKNOWN_DEVICE,
        device
            + " does not stand in a statement that is in force here; its owner lists it in the"
            + " next one.");
  }

  static ProblemException expired(String callsign, Instant expiredAt) {
    return new ProblemException(
        ProblemType.CALLSIGN_EXPIRED,
        "The last statement of "
            + callsign
            + " expired at "
            + expiredAt
            + "; its owner signs a new one and asks for a check. The history stays readable.");
  }

  static ProblemException revoked(String callsign, Instant revokedAt) {
    return new ProblemException(
        ProblemType.CALLSIGN_REVOKED,
        "The certificate of "
            + callsign
            + " was found revoked at "
            + revokedAt
            + "; its owner obtains one for a new key, signs a new statement and asks for a check."
            + " The history stays readable.");
  }

  static ProblemException rateLimited(Duration wait) {
    long seconds = wait.plusMillis(999).toSeconds();
    return new ProblemException(
        response(
            Problem.of(
                ProblemType.RATE_LIMITED,
                "Claim again in " + seconds + " s; the public bundle is answered at any time."),
            Long.toString(seconds)));
  }

  static ProblemException refused(VerificationReport report) {
    Finding primary = report.primaryFailure().orElseThrow();
    Problem.Fault first = Problem.Fault.of(primary);
    ProblemType type =
        primary.slug() == Slug.STATEMENT_ROLLBACK
            ? ProblemType.STATEMENT_ROLLBACK
            : primary.slug() == Slug.STATEMENT_FORK
                ? ProblemType.STATEMENT_FORK
                : ProblemType.VERIFICATION_FAILED;
    return new ProblemException(
        Problem.of(
            type,
            report.callsign() + ": " + first.slug() + ": " + first.detail(),
            report.failures().stream().map(Problem.Fault::of).toList(),
            ReportJson.encode(report)));
  }

  static Response response(Problem problem) {
    return response(problem, problem.isTemporary() ? Problem.RETRY_AFTER_SECONDS : null);
  }

  private static Response response(Problem problem, @Nullable String retryAfter) {
    Response.ResponseBuilder response =
        Response.status(problem.status())
            .type(Problem.MEDIA_TYPE)
            .header("Cache-Control", "no-store")
            .header("Retry-After", retryAfter)
            .entity(problem.toJson());
    return problem.status() == Response.Status.UNAUTHORIZED.getStatusCode()
        ? response.header("WWW-Authenticate", CHALLENGE).build()
        : response.build();
  }
}
