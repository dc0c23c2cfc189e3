package dev.callsign.directory.http;

import dev.callsign.directory.app.CallsignConfig;
import dev.callsign.directory.events.EventReader;
import dev.callsign.directory.events.WatchStore;
import dev.callsign.directory.fetch.WebhookUrl;
import dev.callsign.json.StrictJson;
import dev.callsign.name.Callsign;
import dev.callsign.report.MalformedException;
import dev.callsign.report.Slug;
import dev.callsign.request.RequestSigner;
import dev.callsign.request.SignedRequest;
import io.smallrye.common.annotation.RunOnVirtualThread;
import jakarta.ws.rs.Consumes;
import jakarta.ws.rs.DELETE;
import jakarta.ws.rs.POST;
import jakarta.ws.rs.Path;
import jakarta.ws.rs.PathParam;
import jakarta.ws.rs.Produces;
import jakarta.ws.rs.core.MediaType;
import jakarta.ws.rs.core.Response;
import java.net.URI;
import java.time.Clock;
import java.util.List;
import java.util.Set;
import org.eclipse.microprofile.openapi.annotations.Operation;
import org.eclipse.microprofile.openapi.annotations.media.Content;
import org.eclipse.microprofile.openapi.annotations.media.Schema;
import org.eclipse.microprofile.openapi.annotations.parameters.RequestBody;
import org.eclipse.microprofile.openapi.annotations.responses.APIResponse;
import org.eclipse.microprofile.openapi.annotations.tags.Tag;

/**
 * {@code /v1/watches}: webhooks for the events of a callsign, asked for by any registered device.
 */
@Path("/v1/watches")
@Tag(name = "Events")
@DeviceSigned
@Consumes(RequestSigner.MEDIA_TYPE)
@Produces({MediaType.APPLICATION_JSON, Problem.MEDIA_TYPE})
public class WatchResource {
  private final WatchStore watches;
  private final EventReader events;
  private final DevicePath paths;
  private final Caller caller;
  private final CallsignConfig config;
  private final Clock clock;

  WatchResource(
      WatchStore watches,
      EventReader events,
      DevicePath paths,
      Caller caller,
      CallsignConfig config,
      Clock clock) {
    this.watches = watches;
    this.events = events;
    this.paths = paths;
    this.caller = caller;
    this.config = config;
    this.clock = clock;
  }

  private record Wanted(Callsign callsign, WebhookUrl url) {}

  /** Has the events of a callsign delivered from now on. */
  @POST
  @RunOnVirtualThread
  @Operation(summary = "Follow a callsign by webhook, signed by any registered device")
  @RequestBody(
      content = @Content(schema = @Schema(implementation = PrekeyResource.FlattenedJws.class)))
  @APIResponse(
      responseCode = "201",
      description = "Events are delivered from now on",
      content = @Content(schema = @Schema(implementation = WatchView.class)))
  @APIResponse(responseCode = "200", description = "The watch was there before")
  @APIResponse(responseCode = "400", description = "malformed-callsign, malformed-request")
  @APIResponse(responseCode = "401", description = "bad-request-signature, replayed-request")
  @APIResponse(responseCode = "404", description = "unknown-device, unknown-callsign")
  @APIResponse(responseCode = "409", description = "too-many-watches")
  public Response watch() {
    SignedRequest request = caller.signed();
    Wanted wanted = parse(request.payload());
    if (!events.knows(wanted.callsign())) {
      throw ProblemException.unknown(wanted.callsign());
    }
    Callsign owner = request.device().callsign();
    return switch (watches.add(owner, wanted.callsign(), wanted.url(), clock.instant())) {
      case WatchStore.Outcome.Created created ->
          Response.created(URI.create(config.baseUrl() + "/v1/watches/" + created.watch().id()))
              .entity(WatchView.of(created.watch()))
              .build();
      case WatchStore.Outcome.Known known -> Response.ok(WatchView.of(known.watch())).build();
      case WatchStore.Outcome.TooMany many ->
          throw new ProblemException(
              ProblemType.TOO_MANY_WATCHES,
              owner
                  + " has "
                  + WatchStore.MAX_WATCHES
                  + " watches; DELETE one that is not needed.");
    };
  }

  /** Tells how a watch stands. */
  @POST
  @Path("/{id}")
  @RunOnVirtualThread
  @Operation(summary = "Read how a watch stands, signed by a device of its owner")
  @RequestBody(
      content = @Content(schema = @Schema(implementation = PrekeyResource.FlattenedJws.class)))
  @APIResponse(
      responseCode = "200",
      description = "The watch",
      content = @Content(schema = @Schema(implementation = WatchView.class)))
  @APIResponse(responseCode = "401", description = "bad-request-signature, replayed-request")
  @APIResponse(responseCode = "404", description = "unknown-device, unknown-watch")
  public WatchView read(@PathParam("id") String id) {
    SignedRequest request = caller.signed();
    PrekeyResource.requireEmpty(request);
    return watches
        .find(request.device().callsign(), id(id))
        .map(WatchView::of)
        .orElseThrow(() -> unknown(id));
  }

  /** Ends a watch. */
  @DELETE
  @Path("/{id}")
  @RunOnVirtualThread
  @Operation(summary = "End a watch, signed by a device of its owner")
  @RequestBody(
      content = @Content(schema = @Schema(implementation = PrekeyResource.FlattenedJws.class)))
  @APIResponse(responseCode = "204", description = "Nothing is delivered any more")
  @APIResponse(responseCode = "401", description = "bad-request-signature, replayed-request")
  @APIResponse(responseCode = "404", description = "unknown-device, unknown-watch")
  public void end(@PathParam("id") String id) {
    SignedRequest request = caller.signed();
    PrekeyResource.requireEmpty(request);
    if (!watches.remove(request.device().callsign(), id(id))) {
      throw unknown(id);
    }
  }

  private Wanted parse(byte[] payload) {
    try {
      StrictJson json = StrictJson.parse(payload, Slug.BAD_WEBHOOK_URL, "watch");
      json.requireOnly(Set.of("callsign", "url"));
      return new Wanted(
          paths.callsign(json.text("callsign")),
          WebhookUrl.parse(json.text("url"), config.fetch().port()));
    } catch (MalformedException e) {
      throw new ProblemException(
          Problem.of(
              ProblemType.MALFORMED_REQUEST,
              e.detail() + ".",
              List.of(new Problem.Fault(e.slug().text(), e.detail())),
              null));
    }
  }

  /** No watch has the id 0. */
  private static long id(String text) {
    return text.matches("[1-9][0-9]{0,17}") ? Long.parseLong(text) : 0;
  }

  private static ProblemException unknown(String id) {
    return new ProblemException(
        ProblemType.UNKNOWN_WATCH,
        "The devices of your callsign have no watch " + id + "; POST /v1/watches makes one.");
  }
}
