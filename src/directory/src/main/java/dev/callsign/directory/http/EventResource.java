package dev.callsign.directory.http;

import dev.callsign.directory.events.EventHub;
import dev.callsign.directory.events.EventReader;
import dev.callsign.directory.events.Follower;
import dev.callsign.event.DirectoryEvent;
import dev.callsign.name.Callsign;
import io.smallrye.common.annotation.Blocking;
import io.smallrye.mutiny.Multi;
import io.smallrye.mutiny.subscription.BackPressureStrategy;
import io.smallrye.mutiny.subscription.MultiEmitter;
import jakarta.ws.rs.DefaultValue;
import jakarta.ws.rs.GET;
import jakarta.ws.rs.HeaderParam;
import jakarta.ws.rs.Path;
import jakarta.ws.rs.PathParam;
import jakarta.ws.rs.Produces;
import jakarta.ws.rs.QueryParam;
import jakarta.ws.rs.core.Context;
import jakarta.ws.rs.core.MediaType;
import jakarta.ws.rs.sse.OutboundSseEvent;
import jakarta.ws.rs.sse.Sse;
import java.nio.charset.StandardCharsets;
import java.util.List;
import org.eclipse.microprofile.openapi.annotations.Operation;
import org.eclipse.microprofile.openapi.annotations.responses.APIResponse;
import org.eclipse.microprofile.openapi.annotations.tags.Tag;

/** Server-sent events of one callsign (docs/protocol.md §8, Events). */
@Path("/v1")
@Tag(name = "Events")
public class EventResource {
  private static final String LAST_EVENT_ID = "Last-Event-ID";

  private final EventHub hub;
  private final EventReader events;
  private final DevicePath paths;

  EventResource(EventHub hub, EventReader events, DevicePath paths) {
    this.hub = hub;
    this.events = events;
    this.paths = paths;
  }

  /** Tells of the events of a callsign, as long as the connection stands. */
  @GET
  @Path("/callsigns/{domain}/events")
  @Produces(MediaType.SERVER_SENT_EVENTS)
  @Blocking
  @Operation(summary = "Follow a callsign by server-sent events")
  @APIResponse(responseCode = "200", description = "Events after the given one, or from now on")
  @APIResponse(responseCode = "404", description = "unknown-callsign")
  @APIResponse(responseCode = "429", description = "busy: too many connections")
  public Multi<OutboundSseEvent> follow(
      @PathParam("domain") String domain,
      @HeaderParam(LAST_EVENT_ID) @DefaultValue("") String lastId,
      @QueryParam("after") @DefaultValue("") String after,
      @Context Sse sse) {
    Callsign callsign = paths.callsign(domain);
    if (!events.knows(callsign)) {
      throw ProblemException.unknown(callsign);
    }
    if (hub.isFull()) {
      throw new ProblemException(
          ProblemType.BUSY, "Too many others are connected; come back, or ask for a webhook.");
    }
    long position = position(callsign, lastId.isEmpty() ? after : lastId);
    return Multi.createFrom()
        .emitter(emitter -> connect(callsign, position, sse, emitter), BackPressureStrategy.BUFFER);
  }

  /** As {@link #follow}, by a parameter. */
  @GET
  @Path("/events")
  @Produces(MediaType.SERVER_SENT_EVENTS)
  @Blocking
  @Operation(summary = "Follow a callsign by server-sent events")
  @APIResponse(responseCode = "200", description = "Events after the given one, or from now on")
  @APIResponse(responseCode = "404", description = "unknown-callsign")
  @APIResponse(responseCode = "429", description = "busy: too many connections")
  public Multi<OutboundSseEvent> followOne(
      @QueryParam("callsign") @DefaultValue("") String domain,
      @HeaderParam(LAST_EVENT_ID) @DefaultValue("") String lastId,
      @QueryParam("after") @DefaultValue("") String after,
      @Context Sse sse) {
    return follow(domain, lastId, after, sse);
  }

  private void connect(
      Callsign callsign, long position, Sse sse, MultiEmitter<? super OutboundSseEvent> emitter) {
    hub.follow(callsign, position, new Connection(sse, emitter))
        .ifPresentOrElse(
            subscription -> {
              emitter.onTermination(subscription::cancel);
              emitter.onRequest(count -> subscription.proceed());
            },
            emitter::complete);
  }

  /** Where to go on: after an event that was seen, or after the last one there is. */
  private long position(Callsign callsign, String text) {
    if (text.isEmpty()) {
      return events.last(List.of(callsign.aLabel())).getOrDefault(callsign.aLabel(), 0L);
    }
    try {
      long id = Long.parseLong(text);
      if (id >= 0) {
        return id;
      }
    } catch (NumberFormatException e) {
      // said below
    }
    throw new ProblemException(
        ProblemType.MALFORMED_REQUEST,
        LAST_EVENT_ID + " and 'after' are ids of events, or 0 for all of them.");
  }

  /** One connection: it is told as much as it asked for. */
  private record Connection(Sse sse, MultiEmitter<? super OutboundSseEvent> emitter)
      implements Follower {
    @Override
    public long room() {
      return emitter.isCancelled() ? 0 : emitter.requested();
    }

    @Override
    public void take(DirectoryEvent event) {
      emitter.emit(
          sse.newEventBuilder()
              .id(Long.toString(event.id()))
              .name(event.type())
              .data(new String(event.encode(), StandardCharsets.UTF_8))
              .build());
    }

    @Override
    public void idle() {
      emitter.emit(sse.newEventBuilder().comment("nothing new").build());
    }

    @Override
    public void end() {
      emitter.complete();
    }
  }
}
