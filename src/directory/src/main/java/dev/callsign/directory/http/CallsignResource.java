package dev.callsign.directory.http;

import dev.callsign.directory.app.CallsignConfig;
import dev.callsign.directory.lookup.CallsignLookup;
import dev.callsign.directory.lookup.CallsignView;
import dev.callsign.directory.lookup.HistoryView;
import dev.callsign.directory.lookup.LookupResult;
import dev.callsign.directory.lookup.Representation;
import dev.callsign.directory.lookup.Representation.Form;
import dev.callsign.directory.record.CallsignRepository;
import dev.callsign.directory.record.Registrar;
import dev.callsign.directory.record.Registration;
import dev.callsign.name.Callsign;
import dev.callsign.name.NamePolicy;
import dev.callsign.report.MalformedException;
import io.smallrye.common.annotation.RunOnVirtualThread;
import jakarta.ws.rs.Consumes;
import jakarta.ws.rs.DefaultValue;
import jakarta.ws.rs.GET;
import jakarta.ws.rs.NotAcceptableException;
import jakarta.ws.rs.POST;
import jakarta.ws.rs.Path;
import jakarta.ws.rs.PathParam;
import jakarta.ws.rs.Produces;
import jakarta.ws.rs.QueryParam;
import jakarta.ws.rs.core.Context;
import jakarta.ws.rs.core.EntityTag;
import jakarta.ws.rs.core.MediaType;
import jakarta.ws.rs.core.Request;
import jakarta.ws.rs.core.Response;
import jakarta.ws.rs.core.Variant;
import java.io.InputStream;
import java.net.URI;
import java.util.Arrays;
import org.eclipse.microprofile.openapi.annotations.Operation;
import org.eclipse.microprofile.openapi.annotations.media.Content;
import org.eclipse.microprofile.openapi.annotations.media.Schema;
import org.eclipse.microprofile.openapi.annotations.parameters.RequestBody;
import org.eclipse.microprofile.openapi.annotations.responses.APIResponse;
import org.eclipse.microprofile.openapi.annotations.tags.Tag;

/** {@code /v1/callsigns}: register, check again, look up, read the history. */
@Path("/v1/callsigns")
@Tag(name = "Callsigns")
public class CallsignResource {

  /** Seconds a cache may keep an answer: a key that is withdrawn is gone everywhere after them. */
  private static final String CACHE_CONTROL = "public, max-age=30";

  private static final int MAX_PAGE = CallsignRepository.MAX_HISTORY_PAGE;

  private final Registrar registrar;
  private final CallsignLookup lookup;
  private final NamePolicy names;
  private final CallsignConfig config;

  CallsignResource(
      Registrar registrar, CallsignLookup lookup, NamePolicy names, CallsignConfig config) {
    this.registrar = registrar;
    this.lookup = lookup;
    this.names = names;
    this.config = config;
  }

  /** Fetches and verifies now. */
  @POST
  @Consumes(MediaType.APPLICATION_JSON)
  @Produces({MediaType.APPLICATION_JSON, Problem.MEDIA_TYPE})
  @RunOnVirtualThread
  @Operation(summary = "Register a callsign: fetch and verify its statement now")
  @RequestBody(content = @Content(schema = @Schema(implementation = RegistrationRequest.class)))
  @APIResponse(
      responseCode = "201",
      description = "Verified and recorded",
      content = @Content(schema = @Schema(implementation = CallsignView.class)))
  @APIResponse(responseCode = "200", description = "Verified; nothing changed")
  @APIResponse(responseCode = "400", description = "malformed-callsign, malformed-request")
  @APIResponse(responseCode = "409", description = "statement-rollback, statement-fork")
  @APIResponse(responseCode = "422", description = "verification-failed, with the report")
  @APIResponse(responseCode = "429", description = "busy; see Retry-After")
  public Response register(InputStream body) {
    return verified(parse(RegistrationRequest.parse(body).domain()));
  }

  /** Fetches and verifies again what is registered. */
  @POST
  @Path("/{domain}/checks")
  @Produces({MediaType.APPLICATION_JSON, Problem.MEDIA_TYPE})
  @RunOnVirtualThread
  @Operation(summary = "Check a registered callsign again, now")
  @APIResponse(
      responseCode = "200",
      description = "Verified; nothing changed",
      content = @Content(schema = @Schema(implementation = CallsignView.class)))
  @APIResponse(responseCode = "201", description = "Verified; a new statement is recorded")
  @APIResponse(responseCode = "404", description = "unknown-callsign")
  @APIResponse(responseCode = "409", description = "statement-rollback, statement-fork")
  @APIResponse(responseCode = "422", description = "verification-failed, with the report")
  @APIResponse(responseCode = "429", description = "busy; see Retry-After")
  public Response check(@PathParam("domain") String domain) {
    Callsign callsign = parse(domain);
    if (lookup.lookUp(callsign) instanceof LookupResult.Unknown) {
      throw ProblemException.unknown(callsign);
    }
    return verified(callsign);
  }

  /** Answers the verified record, in the form that the caller accepts. */
  @GET
  @Path("/{domain}")
  @Produces({
    MediaType.APPLICATION_JSON,
    "application/jose",
    "application/pem-certificate-chain",
    "application/jwk-set+json"
  })
  @Operation(summary = "Look up the verified keys of a callsign")
  @APIResponse(
      responseCode = "200",
      description = "The record, the statement, the chain or the identity keys",
      content = {
        @Content(
            mediaType = MediaType.APPLICATION_JSON,
            schema = @Schema(implementation = CallsignView.class)),
        @Content(mediaType = "application/jose"),
        @Content(mediaType = "application/pem-certificate-chain"),
        @Content(mediaType = "application/jwk-set+json")
      })
  @APIResponse(responseCode = "304", description = "Not modified")
  @APIResponse(responseCode = "404", description = "unknown-callsign")
  @APIResponse(responseCode = "410", description = "callsign-expired, callsign-revoked")
  public Response lookUp(@PathParam("domain") String domain, @Context Request request) {
    Variant variant = request.selectVariant(Variant.mediaTypes(mediaTypes()).build());
    if (variant == null) {
      throw new NotAcceptableException();
    }
    Representation found = representation(parse(domain), form(variant.getMediaType()));
    EntityTag tag = new EntityTag(found.entityTag());
    Response.ResponseBuilder unchanged = request.evaluatePreconditions(tag);
    Response.ResponseBuilder response =
        unchanged == null ? Response.ok(found.body(), variant.getMediaType()) : unchanged;
    return response
        .tag(tag)
        .header("Cache-Control", CACHE_CONTROL)
        .header("Vary", "Accept")
        .build();
  }

  /** Answers every statement, grade and change of state, newest first. */
  @GET
  @Path("/{domain}/history")
  @Produces(MediaType.APPLICATION_JSON)
  @Operation(summary = "Read the history of a callsign, newest first")
  @APIResponse(
      responseCode = "200",
      description = "One page",
      content = @Content(schema = @Schema(implementation = HistoryView.class)))
  @APIResponse(responseCode = "404", description = "unknown-callsign")
  public Response history(
      @PathParam("domain") String domain,
      @QueryParam("before") @DefaultValue("") String before,
      @QueryParam("limit") @DefaultValue("") String limit) {
    Callsign callsign = parse(domain);
    int lines = (int) integer("limit", limit, MAX_PAGE, MAX_PAGE);
    String path = config.baseUrl() + "/v1/callsigns/" + callsign + "/history?limit=" + lines;
    HistoryView view =
        lookup
            .history(
                callsign,
                integer("before", before, Long.MAX_VALUE, Long.MAX_VALUE),
                lines,
                id -> path + "&before=" + id)
            .orElseThrow(() -> ProblemException.unknown(callsign));
    Response.ResponseBuilder response = Response.ok(view);
    if (view.next() != null) {
      response.link(URI.create(view.next()), "next");
    }
    return response.build();
  }

  private Response verified(Callsign callsign) {
    boolean isNew =
        switch (registrar.register(callsign)) {
          case Registration.Recorded recorded -> true;
          case Registration.Unchanged unchanged -> false;
          case Registration.Refused refused -> throw ProblemException.refused(refused.report());
          case Registration.Busy busy ->
              throw new ProblemException(
                  ProblemType.BUSY, "Ask again after the seconds in Retry-After.");
        };
    Representation found = representation(callsign, Form.RECORD);
    Response.ResponseBuilder response =
        isNew
            ? Response.created(URI.create(config.baseUrl() + "/v1/callsigns/" + callsign))
            : Response.ok();
    return response
        .entity(found.body())
        .type(MediaType.APPLICATION_JSON)
        .tag(new EntityTag(found.entityTag()))
        .header("Cache-Control", "no-store")
        .build();
  }

  private Representation representation(Callsign callsign, Form form) {
    return switch (lookup.lookUp(callsign)) {
      case LookupResult.Found found -> {
        Representation representation = found.forms().get(form);
        if (representation == null) {
          throw new IllegalStateException("every form is written");
        }
        yield representation;
      }
      case LookupResult.Expired expired ->
          throw ProblemException.expired(callsign.aLabel(), expired.expiredAt());
      case LookupResult.Revoked revoked ->
          throw ProblemException.revoked(callsign.aLabel(), revoked.revokedAt());
      case LookupResult.Unknown unknown -> throw ProblemException.unknown(callsign);
    };
  }

  private Callsign parse(String domain) {
    try {
      return Callsign.parse(domain, names);
    } catch (MalformedException e) {
      throw ProblemException.malformedCallsign(e);
    }
  }

  private static MediaType[] mediaTypes() {
    return Arrays.stream(Form.values())
        .map(form -> MediaType.valueOf(form.mediaType()))
        .toArray(MediaType[]::new);
  }

  private static Form form(MediaType mediaType) {
    return Arrays.stream(Form.values())
        .filter(form -> MediaType.valueOf(form.mediaType()).equals(mediaType))
        .findFirst()
        .orElseThrow(NotAcceptableException::new);
  }

  private static long integer(String name, String text, long absent, long max) {
    if (text.isEmpty()) {
      return absent;
    }
    try {
      long value = Long.parseLong(text);
      if (value >= 1 && value <= max) {
        return value;
      }
    } catch (NumberFormatException e) {
      // said below
    }
    throw new ProblemException(
        ProblemType.MALFORMED_REQUEST, "'" + name + "' is an integer from 1 to " + max + ".");
  }
}
