package dev.callsign.directory.http;

import com.fasterxml.jackson.databind.node.JsonNodeFactory;
import dev.callsign.directory.lookup.BundleLookup;
import dev.callsign.directory.lookup.BundleResult;
import dev.callsign.directory.lookup.ClaimableBundle;
import dev.callsign.directory.prekeys.ClaimOutcome;
import dev.callsign.directory.prekeys.Claims;
import dev.callsign.directory.prekeys.DeviceStatus;
import dev.callsign.directory.prekeys.PrekeyStore;
import dev.callsign.directory.prekeys.PublishedPrekeys;
import dev.callsign.directory.prekeys.UploadOutcome;
import dev.callsign.json.Base64Url;
import dev.callsign.json.StrictJson;
import dev.callsign.prekey.CheckedUpload;
import dev.callsign.prekey.PrekeyDigest;
import dev.callsign.prekey.UploadVerdict;
import dev.callsign.prekey.UploadVerifier;
import dev.callsign.report.MalformedException;
import dev.callsign.report.Slug;
import dev.callsign.request.DeviceAddress;
import dev.callsign.request.RequestSigner;
import dev.callsign.request.SignedRequest;
import io.smallrye.common.annotation.RunOnVirtualThread;
import jakarta.ws.rs.Consumes;
import jakarta.ws.rs.POST;
import jakarta.ws.rs.PUT;
import jakarta.ws.rs.Path;
import jakarta.ws.rs.PathParam;
import jakarta.ws.rs.Produces;
import jakarta.ws.rs.core.Context;
import jakarta.ws.rs.core.HttpHeaders;
import jakarta.ws.rs.core.MediaType;
import jakarta.ws.rs.core.Response;
import java.security.MessageDigest;
import java.time.Clock;
import java.util.List;
import java.util.Set;
import org.eclipse.microprofile.openapi.annotations.Operation;
import org.eclipse.microprofile.openapi.annotations.enums.ParameterIn;
import org.eclipse.microprofile.openapi.annotations.media.Content;
import org.eclipse.microprofile.openapi.annotations.media.Schema;
import org.eclipse.microprofile.openapi.annotations.parameters.Parameter;
import org.eclipse.microprofile.openapi.annotations.parameters.RequestBody;
import org.eclipse.microprofile.openapi.annotations.responses.APIResponse;
import org.eclipse.microprofile.openapi.annotations.tags.Tag;
import org.jspecify.annotations.Nullable;

/**
 * What devices ask with signed requests (docs/protocol.md §4): upload prekeys, see how they stand,
 * claim those of others.
 */
@Path("/v1/callsigns/{domain}/devices/{device}")
@Tag(name = "Prekeys")
@DeviceSigned
@Consumes(RequestSigner.MEDIA_TYPE)
@Produces({MediaType.APPLICATION_JSON, Problem.MEDIA_TYPE})
public class PrekeyResource {

  private static final String IDEMPOTENCY_KEY = "Idempotency-Key";

  /** Characters of the longest {@code Idempotency-Key}. */
  private static final int MAX_IDEMPOTENCY_CHARS = 128;

  private final PrekeyStore store;
  private final Claims claims;
  private final BundleLookup bundles;
  private final DevicePath paths;
  private final Caller caller;
  private final Clock clock;

  PrekeyResource(
      PrekeyStore store,
      Claims claims,
      BundleLookup bundles,
      DevicePath paths,
      Caller caller,
      Clock clock) {
    this.store = store;
    this.claims = claims;
    this.bundles = bundles;
    this.paths = paths;
    this.caller = caller;
    this.clock = clock;
  }

  /** Stores prekeys, all of them or none. */
  @PUT
  @Path("/prekeys")
  @RunOnVirtualThread
  @Operation(summary = "Upload prekeys of a device, signed by it")
  @RequestBody(content = @Content(schema = @Schema(implementation = FlattenedJws.class)))
  @APIResponse(
      responseCode = "200",
      description = "Stored",
      content = @Content(schema = @Schema(implementation = DeviceStatusView.class)))
  @APIResponse(responseCode = "400", description = "malformed-callsign, malformed-request")
  @APIResponse(responseCode = "401", description = "bad-request-signature, replayed-request")
  @APIResponse(responseCode = "404", description = "unknown-device")
  @APIResponse(responseCode = "409", description = "key-id-reused, too-many-prekeys")
  @APIResponse(responseCode = "422", description = "prekeys-refused, each bad key in errors")
  public DeviceStatusView upload(
      @PathParam("domain") String domain, @PathParam("device") String id) {
    SignedRequest request = ownRequest(domain, id);
    CheckedUpload checked =
        switch (UploadVerifier.verify(request.payload(), request.identityKey())) {
          case UploadVerdict.Checked good -> good.upload();
          case UploadVerdict.Unreadable unreadable ->
              throw new ProblemException(ProblemType.MALFORMED_REQUEST, unreadable.detail() + ".");
          case UploadVerdict.Refused refused ->
              throw new ProblemException(
                  Problem.of(
                      ProblemType.PREKEYS_REFUSED,
                      refused.faults().size() + " bad key(s); nothing is stored.",
                      refused.faults().stream().map(Problem.Fault::of).toList(),
                      null));
        };
    return switch (store.upload(request.device(), checked, request.toJson())) {
      case UploadOutcome.Stored stored -> view(stored.status());
      case UploadOutcome.Reused reused -> throw reused(reused);
      case UploadOutcome.TooMany many ->
          throw new ProblemException(
              ProblemType.TOO_MANY_PREKEYS,
              many.stored()
                  + " are stored as "
                  + many.space().text()
                  + ", and "
                  + many.more()
                  + " more would be above "
                  + PrekeyStore.MAX_STORED
                  + "; nothing is stored.");
      case UploadOutcome.OtherIdentity other ->
          throw ProblemException.unknownDevice(request.device());
    };
  }

  /** Tells a device how its prekeys stand. */
  @POST
  @Path("/status")
  @RunOnVirtualThread
  @Operation(summary = "Read how the prekeys of a device stand, signed by it")
  @RequestBody(content = @Content(schema = @Schema(implementation = FlattenedJws.class)))
  @APIResponse(
      responseCode = "200",
      description = "Counts and advice",
      content = @Content(schema = @Schema(implementation = DeviceStatusView.class)))
  @APIResponse(responseCode = "401", description = "bad-request-signature, replayed-request")
  @APIResponse(responseCode = "404", description = "unknown-device")
  public DeviceStatusView status(
      @PathParam("domain") String domain, @PathParam("device") String id) {
    SignedRequest request = ownRequest(domain, id);
    requireEmpty(request);
    return view(store.status(request.device(), request.identityKey()));
  }

  /** Compares what is published with what the device means. */
  @POST
  @Path("/prekeys/check")
  @RunOnVirtualThread
  @Operation(summary = "Compare the published prekeys with the device's own, signed by it")
  @RequestBody(content = @Content(schema = @Schema(implementation = FlattenedJws.class)))
  @APIResponse(responseCode = "200", description = "The same")
  @APIResponse(responseCode = "401", description = "bad-request-signature, replayed-request")
  @APIResponse(responseCode = "404", description = "unknown-device, no-prekeys")
  @APIResponse(responseCode = "409", description = "prekeys-differ")
  public Response check(@PathParam("domain") String domain, @PathParam("device") String id) {
    SignedRequest request = ownRequest(domain, id);
    byte[] meant = digest(request.payload());
    PublishedPrekeys published =
        store.published(request.device().callsign()).get(request.device().deviceId());
    if (published == null) {
      throw BundleResource.noPrekeys(request.device().toString());
    }
    byte[] digest =
        PrekeyDigest.of(request.identityKey(), published.signedPrekey(), published.lastResort());
    if (!MessageDigest.isEqual(digest, meant)) {
      throw new ProblemException(
          ProblemType.PREKEYS_DIFFER,
          "Signed prekey "
              + published.signedPrekey().keyId()
              + " is published, and not what the digest is of; upload the ones you mean.");
    }
    return Response.ok(JsonNodeFactory.instance.objectNode().put("same", true)).build();
  }

  /** Claims a one-time prekey of another device. */
  @POST
  @Path("/claims")
  @RunOnVirtualThread
  @Operation(summary = "Claim one-time prekeys of a device, signed by any registered device")
  @Parameter(
      name = IDEMPOTENCY_KEY,
      in = ParameterIn.HEADER,
      description = "The same with a retry",
      schema = @Schema(maxLength = MAX_IDEMPOTENCY_CHARS))
  @RequestBody(content = @Content(schema = @Schema(implementation = FlattenedJws.class)))
  @APIResponse(responseCode = "200", description = "A bundle, with one-time prekeys if any")
  @APIResponse(responseCode = "401", description = "bad-request-signature, replayed-request")
  @APIResponse(responseCode = "404", description = "unknown-callsign, unknown-device, no-prekeys")
  @APIResponse(responseCode = "410", description = "callsign-expired, callsign-revoked")
  @APIResponse(responseCode = "429", description = "rate-limited; see Retry-After")
  public Response claim(
      @PathParam("domain") String domain,
      @PathParam("device") String id,
      @Context HttpHeaders headers) {
    DeviceAddress target = paths.device(domain, id);
    SignedRequest request = caller.signed();
    requireEmpty(request);
    String idempotencyKey = idempotencyKey(headers);
    ClaimableBundle bundle =
        bundles
            .claimable(target.callsign(), target.deviceId())
            .orElseThrow(() -> notClaimable(target));
    Claims.Claim claim =
        new Claims.Claim(
            target,
            bundle.device().identityKey(),
            bundle.hasLastResort(),
            request.device(),
            idempotencyKey);
    return switch (claims.claim(claim, given -> bundle.write(given, clock.instant()))) {
      case ClaimOutcome.Claimed claimed ->
          Response.ok(claimed.answer().body(), MediaType.APPLICATION_JSON_TYPE)
              .header("Cache-Control", "no-store")
              .build();
      case ClaimOutcome.Limited limited -> throw ProblemException.rateLimited(limited.retryAfter());
      case ClaimOutcome.NoPrekeys none -> throw BundleResource.noPrekeys(target.toString());
    };
  }

  /** The request of the device that the path names, and of no other. */
  private SignedRequest ownRequest(String domain, String id) {
    DeviceAddress device = paths.device(domain, id);
    SignedRequest request = caller.signed();
    if (!request.device().equals(device)) {
      throw new ProblemException(
          ProblemType.BAD_REQUEST_SIGNATURE,
          "Only " + device + " may ask this, and " + request.device() + " did.");
    }
    return request;
  }

  private ProblemException notClaimable(DeviceAddress target) {
    return switch (bundles.bundle(target.callsign(), target.deviceId())) {
      case BundleResult.UnknownCallsign unknown -> ProblemException.unknown(target.callsign());
      case BundleResult.Expired expired ->
          ProblemException.expired(target.callsign().aLabel(), expired.expiredAt());
      case BundleResult.Revoked revoked ->
          ProblemException.revoked(target.callsign().aLabel(), revoked.revokedAt());
      case BundleResult.UnknownDevice unknown -> ProblemException.unknownDevice(target);
      case BundleResult.NoPrekeys none -> BundleResource.noPrekeys(target.toString());
      case BundleResult.Found found -> BundleResource.noPrekeys(target.toString());
    };
  }

  private DeviceStatusView view(DeviceStatus status) {
    return DeviceStatusView.of(status, clock.instant());
  }

  private static ProblemException reused(UploadOutcome.Reused reused) {
    List<Problem.Fault> faults =
        reused.ids().stream()
            .map(
                used ->
                    new Problem.Fault(
                        ProblemType.KEY_ID_REUSED.slug(),
                        "the id was used before for another key",
                        used.space().text(),
                        used.keyId()))
            .toList();
    return new ProblemException(
        Problem.of(
            ProblemType.KEY_ID_REUSED,
            faults.size() + " id(s) were used before; nothing is stored.",
            faults,
            null));
  }

  static void requireEmpty(SignedRequest request) {
    if (request.payload().length > 0) {
      throw new ProblemException(
          ProblemType.MALFORMED_REQUEST, "The payload of this request is empty.");
    }
  }

  /** Null where there is none. Not a parameter of the method: an empty one would be none, too. */
  private static @Nullable String idempotencyKey(HttpHeaders headers) {
    List<String> keys = headers.getRequestHeader(IDEMPOTENCY_KEY);
    if (keys == null || keys.isEmpty()) {
      return null;
    }
    String key = keys.getFirst();
    if (keys.size() > 1 || !key.matches("[\\x20-\\x7e]{1," + MAX_IDEMPOTENCY_CHARS + "}")) {
      throw new ProblemException(
          ProblemType.MALFORMED_REQUEST,
          "Idempotency-Key stands once, and is 1 to "
              + MAX_IDEMPOTENCY_CHARS
              + " printable ASCII characters.");
    }
    return key;
  }

  private static byte[] digest(byte[] payload) {
    try {
      StrictJson json = StrictJson.parse(payload, Slug.PREKEY_MALFORMED, "check");
      json.requireOnly(Set.of("digest"));
      return Base64Url.decode(
          json.text("digest"), PrekeyDigest.LENGTH_BYTES, Slug.PREKEY_MALFORMED, "'digest'");
    } catch (MalformedException e) {
      throw new ProblemException(ProblemType.MALFORMED_REQUEST, e.detail() + ".");
    }
  }

  /** A signed request, for the description of the interface. */
  @Schema(name = "SignedRequest", description = "Flattened JWS, docs/protocol.md §4")
  record FlattenedJws(
      @Schema(name = "protected") String header, String payload, String signature) {}
}
