package dev.callsign.directory.http;

import dev.callsign.directory.record.EvidenceStore;
import dev.callsign.name.Callsign;
import dev.callsign.name.NamePolicy;
import dev.callsign.report.MalformedException;
import jakarta.ws.rs.GET;
import jakarta.ws.rs.Path;
import jakarta.ws.rs.PathParam;
import jakarta.ws.rs.Produces;
import jakarta.ws.rs.core.MediaType;
import jakarta.ws.rs.core.Response;
import org.eclipse.microprofile.openapi.annotations.Operation;
import org.eclipse.microprofile.openapi.annotations.responses.APIResponse;
import org.eclipse.microprofile.openapi.annotations.tags.Tag;

/** {@code /v1/callsigns/{d}/evidence}: everything that the last verification saw. */
@Path("/v1/callsigns/{domain}/evidence")
@Tag(name = "Callsigns")
public class EvidenceResource {
  private final EvidenceStore evidence;
  private final NamePolicy names;

  EvidenceResource(EvidenceStore evidence, NamePolicy names) {
    this.evidence = evidence;
    this.names = names;
  }

  /** Answers the evidence, also when the statement has expired since. */
  @GET
  @Produces(MediaType.APPLICATION_JSON)
  @Operation(summary = "Read everything needed to recompute the last verification offline")
  @APIResponse(responseCode = "200", description = "The evidence; callsign-acme verify reads it")
  @APIResponse(responseCode = "404", description = "unknown-callsign")
  public Response read(@PathParam("domain") String domain) {
    try {
      Callsign callsign = Callsign.parse(domain, names);
      return evidence
          .find(callsign)
          .map(document -> Response.ok(document).header("Cache-Control", "no-cache").build())
          .orElseThrow(() -> ProblemException.unknown(callsign));
    } catch (MalformedException e) {
      throw ProblemException.malformedCallsign(e);
    }
  }
}
