package dev.callsign.directory.http;

import dev.callsign.evidence.ReportJson;
import dev.callsign.name.Callsign;
import dev.callsign.report.Finding;
import dev.callsign.report.MalformedException;
import dev.callsign.report.Slug;
import dev.callsign.report.VerificationReport;
import jakarta.ws.rs.WebApplicationException;
import jakarta.ws.rs.core.Response;
import java.util.List;

/** Ends a request with a problem document. */
final class ProblemException extends WebApplicationException {
  private static final long serialVersionUID = 1L;

  ProblemException(Problem problem) {
    super(problem.detail(), response(problem));
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
    return new ProblemException(
        ProblemType.UNKNOWN_CALLSIGN,
        callsign
            + " was never registered here; POST {\"domain\": \""
            + callsign
            + "\"} to /v1/callsigns to register it.");
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
    Response.ResponseBuilder response =
        Response.status(problem.status())
            .type(Problem.MEDIA_TYPE)
            .header("Cache-Control", "no-store")
            .entity(problem.toJson());
    return problem.isTemporary()
        ? response.header("Retry-After", Problem.RETRY_AFTER_SECONDS).build()
        : response.build();
  }
}
