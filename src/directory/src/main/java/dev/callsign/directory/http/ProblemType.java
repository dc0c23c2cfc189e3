package dev.callsign.directory.http;

import java.util.Locale;

/** Every kind of problem this service answers with; docs/problems.md has an anchor for each. */
public enum ProblemType {
  MALFORMED_CALLSIGN(400, "The name is not a callsign"),
  MALFORMED_REQUEST(400, "The request cannot be read"),
  BAD_REQUEST_SIGNATURE(401, "The signature of the request is not good for it"),
  REPLAYED_REQUEST(401, "The signed request was used before"),
  UNKNOWN_CALLSIGN(404, "The callsign is not registered here"),
  UNKNOWN_DEVICE(404, "The callsign has no such device"),
  NO_PREKEYS(404, "The device has not uploaded prekeys"),
  UNKNOWN_WATCH(404, "The callsign has no such watch"),
  NOT_FOUND(404, "There is nothing at this address"),
  METHOD_NOT_ALLOWED(405, "The method is not allowed at this address"),
  NOT_ACCEPTABLE(406, "None of the accepted media types is served here"),
  STATEMENT_ROLLBACK(409, "The domain serves an older statement than the recorded one"),
  STATEMENT_FORK(409, "The domain serves a statement that does not follow the recorded one"),
  KEY_ID_REUSED(409, "A key id was used before for another key"),
  TOO_MANY_PREKEYS(409, "More one-time prekeys than are kept of a device"),
  PREKEYS_DIFFER(409, "The directory publishes other prekeys than the device means"),
  TOO_MANY_WATCHES(409, "More watches than a callsign may have"),
  NOTHING_HELD(409, "No change of the callsign is held"),
  CALLSIGN_EXPIRED(410, "The last statement of the callsign has expired"),
  CALLSIGN_REVOKED(410, "The certificate of the callsign was revoked"),
  REQUEST_TOO_LARGE(413, "The request is too large"),
  UNSUPPORTED_MEDIA_TYPE(415, "The request's media type is not read here"),
  VERIFICATION_FAILED(422, "The callsign could not be verified"),
  PREKEYS_REFUSED(422, "Prekeys of the upload are bad"),
  RATE_LIMITED(429, "The claimer's domain has claimed enough of this device for now"),
  BUSY(429, "This callsign is being verified, or too many are"),
  INTERNAL_ERROR(500, "Something went wrong here"),
  UNAVAILABLE(503, "The directory cannot answer now");

  /** Where the anchors are. */
  static final String BASE = "https://callsign.dev/problems#";

  private final int status;
  private final String title;

  ProblemType(int status, String title) {
    this.status = status;
    this.title = title;
  }

  /** The HTTP status of the answer. */
  public int status() {
    return status;
  }

  /** The summary for people, the same for every occurrence. */
  public String title() {
    return title;
  }

  /** The slug, for example {@code verification-failed}. */
  public String slug() {
    return name().toLowerCase(Locale.ROOT).replace('_', '-');
  }

  /** The {@code type} member: an absolute URI that ends in the slug. */
  public String uri() {
    return BASE + slug();
  }
}
