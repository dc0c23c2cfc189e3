package dev.callsign.directory.http;

import dev.callsign.directory.lookup.BundleLookup;
import dev.callsign.directory.lookup.BundleResult;
import dev.callsign.directory.lookup.Representation;
import dev.callsign.name.Callsign;
import dev.callsign.request.DeviceAddress;
import io.smallrye.mutiny.Uni;
import io.smallrye.mutiny.infrastructure.Infrastructure;
import jakarta.ws.rs.GET;
import jakarta.ws.rs.Path;
import jakarta.ws.rs.PathParam;
import jakarta.ws.rs.Produces;
import jakarta.ws.rs.core.Context;
import jakarta.ws.rs.core.EntityTag;
import jakarta.ws.rs.core.MediaType;
import jakarta.ws.rs.core.Request;
import jakarta.ws.rs.core.Response;
import java.util.Optional;
import java.util.function.Supplier;
import org.eclipse.microprofile.openapi.annotations.Operation;
import org.eclipse.microprofile.openapi.annotations.responses.APIResponse;
import org.eclipse.microprofile.openapi.annotations.tags.Tag;

/**
 * Public prekey bundles: nothing is consumed. What is at hand is answered on the event loop, the
 * rest on a worker.
 */
@Path("/v1/callsigns/{domain}")
@Tag(name = "Prekeys")
public class BundleResource {

  /** Seconds a cache may keep a bundle: a key that is withdrawn is gone everywhere after them. */
  static final String CACHE_CONTROL = "public, max-age=30";

  private final BundleLookup bundles;
  private final DevicePath paths;

  BundleResource(BundleLookup bundles, DevicePath paths) {
    this.bundles = bundles;
    this.paths = paths;
  }

  /** Answers the bundle of every device that has prekeys. */
  @GET
  @Path("/bundle")
  @Produces(MediaType.APPLICATION_JSON)
  @Operation(summary = "Read the public prekey bundles of a callsign")
  @APIResponse(responseCode = "200", description = "One bundle for each device with prekeys")
  @APIResponse(responseCode = "304", description = "Not modified")
  @APIResponse(responseCode = "404", description = "unknown-callsign, no-prekeys")
  @APIResponse(responseCode = "410", description = "callsign-expired, callsign-revoked")
  public Uni<Response> all(@PathParam("domain") String domain, @Context Request request) {
    return answer(
        bundles.atHand(domain).map(result -> respond(domain, result, request)),
        () -> {
          Callsign callsign = paths.callsign(domain);
          return respond(callsign.aLabel(), bundles.bundle(callsign), request);
        });
  }

  /** Answers the bundle of one device. */
  @GET
  @Path("/devices/{device}/bundle")
  @Produces(MediaType.APPLICATION_JSON)
  @Operation(summary = "Read the public prekey bundle of one device")
  @APIResponse(responseCode = "200", description = "The bundle")
  @APIResponse(responseCode = "304", description = "Not modified")
  @APIResponse(responseCode = "404", description = "unknown-callsign, unknown-device, no-prekeys")
  @APIResponse(responseCode = "410", description = "callsign-expired, callsign-revoked")
  public Uni<Response> one(
      @PathParam("domain") String domain,
      @PathParam("device") String id,
      @Context Request request) {
    return answer(
        bundles.atHand(domain, DevicePath.id(id)).map(result -> respond(domain, result, request)),
        () -> {
          DeviceAddress device = paths.device(domain, id);
          return respond(
              device.toString(), bundles.bundle(device.callsign(), device.deviceId()), request);
        });
  }

  private static Uni<Response> answer(Optional<Response> atHand, Supplier<Response> otherwise) {
    return atHand.isPresent()
        ? Uni.createFrom().item(atHand.get())
        : Uni.createFrom().item(otherwise).runSubscriptionOn(Infrastructure.getDefaultExecutor());
  }

  private static Response respond(String asked, BundleResult result, Request request) {
    Representation bundle =
        switch (result) {
          case BundleResult.Found found -> found.bundle();
          case BundleResult.NoPrekeys none -> throw noPrekeys(asked);
          case BundleResult.UnknownDevice unknown ->
              throw new ProblemException(
                  ProblemType.UNKNOWN_DEVICE,
                  "The statement in force does not list " + asked + ".");
          case BundleResult.Expired expired ->
              throw ProblemException.expired(asked, expired.expiredAt());
          case BundleResult.Revoked revoked ->
              throw ProblemException.revoked(asked, revoked.revokedAt());
          case BundleResult.UnknownCallsign unknown -> throw ProblemException.unknown(asked);
        };
    EntityTag tag = new EntityTag(bundle.entityTag());
    Response.ResponseBuilder unchanged = request.evaluatePreconditions(tag);
    Response.ResponseBuilder response =
        unchanged == null ? Response.ok(bundle.body(), MediaType.APPLICATION_JSON_TYPE) : unchanged;
    return response.tag(tag).header("Cache-Control", CACHE_CONTROL).build();
  }

  static ProblemException noPrekeys(String asked) {
    return new ProblemException(
        ProblemType.NO_PREKEYS,
        asked
            + " has no signed prekey here; its owner uploads one: callsign-acme prekeys publish.");
  }
}
