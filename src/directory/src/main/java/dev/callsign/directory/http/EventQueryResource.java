package dev.callsign.directory.http;

import io.smallrye.common.annotation.Blocking;
import io.smallrye.mutiny.Multi;
import jakarta.ws.rs.DefaultValue;
import jakarta.ws.rs.GET;
import jakarta.ws.rs.HEAD;
import jakarta.ws.rs.HeaderParam;
import jakarta.ws.rs.Path;
import jakarta.ws.rs.Produces;
import jakarta.ws.rs.QueryParam;
import jakarta.ws.rs.core.Context;
import jakarta.ws.rs.core.MediaType;
import jakarta.ws.rs.core.Response;
import jakarta.ws.rs.sse.OutboundSseEvent;
import jakarta.ws.rs.sse.Sse;
import org.eclipse.microprofile.openapi.annotations.Operation;
import org.eclipse.microprofile.openapi.annotations.responses.APIResponse;
import org.eclipse.microprofile.openapi.annotations.tags.Tag;
import org.jboss.resteasy.reactive.ResponseHeader;

/** {@link EventResource} by a parameter: this address can tell of several callsigns one day. */
@Path("/v1/events")
@Tag(name = "Events")
public class EventQueryResource {
  private final EventResource events;

  EventQueryResource(EventResource events) {
    this.events = events;
  }

  /** Tells of the events of a callsign, as long as the connection stands. */
  @GET
  @Produces(MediaType.SERVER_SENT_EVENTS)
  @ResponseHeader(name = "Cache-Control", value = "no-store")
  @ResponseHeader(name = "Access-Control-Allow-Origin", value = "*") // no filter sees a stream
  @ResponseHeader(name = "X-Content-Type-Options", value = "nosniff")
  @Blocking
  @Operation(summary = "Follow a callsign by server-sent events")
  @APIResponse(responseCode = "200", description = "Events after the given one, or from now on")
  @APIResponse(responseCode = "400", description = "malformed-callsign, malformed-request")
  @APIResponse(responseCode = "404", description = "unknown-callsign")
  @APIResponse(responseCode = "429", description = "busy: too many connections")
  public Multi<OutboundSseEvent> follow(
      @QueryParam("callsign") @DefaultValue("") String domain,
      @HeaderParam(EventResource.LAST_EVENT_ID) @DefaultValue("") String lastId,
      @QueryParam("after") @DefaultValue("") String after,
      @Context Sse sse) {
    return events.follow(domain, lastId, after, sse);
  }

  /** As {@link EventResource#look}. */
  @HEAD
  @Produces(MediaType.SERVER_SENT_EVENTS)
  @Blocking
  @Operation(hidden = true)
  public Response look(@QueryParam("callsign") @DefaultValue("") String domain) {
    return events.look(domain);
  }
}
