package dev.callsign.directory.http;

import com.fasterxml.jackson.databind.node.JsonNodeFactory;
import dev.callsign.directory.record.Recorder;
import dev.callsign.name.Callsign;
import dev.callsign.request.RequestSigner;
import dev.callsign.request.SignedRequest;
import io.smallrye.common.annotation.RunOnVirtualThread;
import jakarta.ws.rs.Consumes;
import jakarta.ws.rs.POST;
import jakarta.ws.rs.Path;
import jakarta.ws.rs.PathParam;
import jakarta.ws.rs.Produces;
import jakarta.ws.rs.core.Context;
import jakarta.ws.rs.core.MediaType;
import jakarta.ws.rs.core.Response;
import jakarta.ws.rs.core.UriInfo;
import java.io.IOException;
import java.io.InputStream;
import java.time.Clock;
import org.eclipse.microprofile.openapi.annotations.Operation;
import org.eclipse.microprofile.openapi.annotations.media.Content;
import org.eclipse.microprofile.openapi.annotations.media.Schema;
import org.eclipse.microprofile.openapi.annotations.parameters.RequestBody;
import org.eclipse.microprofile.openapi.annotations.responses.APIResponse;
import org.eclipse.microprofile.openapi.annotations.tags.Tag;

/**
 * {@code /v1/callsigns/{d}/veto}: a device of the statement in force ends a held change
 * (docs/protocol.md §5). Not {@link DeviceSigned}, because it is heard also after a revocation.
 */
@Path("/v1/callsigns/{domain}/veto")
@Tag(name = "Callsigns")
public class VetoResource {
  private final Recorder recorder;
  private final RequestGate gate;
  private final DevicePath paths;
  private final Clock clock;

  VetoResource(Recorder recorder, RequestGate gate, DevicePath paths, Clock clock) {
    this.recorder = recorder;
    this.gate = gate;
    this.paths = paths;
    this.clock = clock;
  }

  /** Ends the change that is held, for ever. */
  @POST
  @Consumes(RequestSigner.MEDIA_TYPE)
  @Produces({MediaType.APPLICATION_JSON, Problem.MEDIA_TYPE})
  @RunOnVirtualThread
  @Operation(summary = "Veto a held change, signed by a device of the statement in force")
  @RequestBody(
      content = @Content(schema = @Schema(implementation = PrekeyResource.FlattenedJws.class)))
  @APIResponse(responseCode = "200", description = "Nothing is held any more")
  @APIResponse(responseCode = "401", description = "bad-request-signature, replayed-request")
  @APIResponse(responseCode = "404", description = "unknown-device")
  @APIResponse(responseCode = "409", description = "nothing-held")
  public Response veto(
      @PathParam("domain") String domain, InputStream body, @Context UriInfo address)
      throws IOException {
    Callsign callsign = paths.callsign(domain);
    SignedRequest request =
        gate.admitVeto(
            dev.callsign.directory.http.RequestBody.read(body),
            "POST",
            SignedRequestFilter.received(address.getRequestUri()));
    if (!request.device().callsign().equals(callsign)) {
      throw new ProblemException(
          ProblemType.BAD_REQUEST_SIGNATURE,
          "Only a device of " + callsign + " may veto, and " + request.device() + " did.");
    }
    PrekeyResource.requireEmpty(request);
    if (!recorder.veto(callsign, clock.instant())) {
      throw new ProblemException(
          ProblemType.NOTHING_HELD,
          "No change of " + callsign + " waits; GET /v1/callsigns/" + callsign + " shows it.");
    }
    return Response.ok(JsonNodeFactory.instance.objectNode().put("vetoed", true)).build();
  }
}
