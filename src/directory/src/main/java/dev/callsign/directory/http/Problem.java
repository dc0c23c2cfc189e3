package dev.callsign.directory.http;

import com.fasterxml.jackson.annotation.JsonIgnore;
import com.fasterxml.jackson.annotation.JsonInclude;
import com.fasterxml.jackson.core.JsonProcessingException;
import com.fasterxml.jackson.databind.JsonNode;
import com.fasterxml.jackson.databind.ObjectMapper;
import com.fasterxml.jackson.databind.PropertyNamingStrategies.SnakeCaseStrategy;
import com.fasterxml.jackson.databind.annotation.JsonNaming;
import dev.callsign.prekey.PrekeyFault;
import dev.callsign.report.Finding;
import java.util.List;
import org.jspecify.annotations.Nullable;

/**
 * A problem document (RFC 9457).
 *
 * @param detail what is wrong this time and what to do, written for the caller
 * @param errors each fault, where there can be several
 * @param report the verification that failed
 */
@JsonInclude(JsonInclude.Include.NON_EMPTY)
public record Problem(
    String type,
    String title,
    int status,
    String detail,
    List<Fault> errors,
    @Nullable JsonNode report) {

  /** The media type of problem documents. */
  public static final String MEDIA_TYPE = "application/problem+json";

  /** Seconds after which a busy service may be asked again: one verification is over by then. */
  static final String RETRY_AFTER_SECONDS = "30";

  private static final ObjectMapper MAPPER = new ObjectMapper();

  /**
   * One fault among several.
   *
   * @param member where it stands in the request document; null when that is no document
   * @param keyId the id of the key that is bad; null when it is no key, or has none
   */
  @JsonNaming(SnakeCaseStrategy.class)
  @JsonInclude(JsonInclude.Include.NON_NULL)
  public record Fault(
      String slug, String detail, @Nullable String member, @Nullable Integer keyId) {
    Fault(String slug, String detail) {
      this(slug, detail, null, null);
    }

    static Fault of(PrekeyFault fault) {
      return new Fault(fault.slug().text(), fault.detail(), fault.member(), fault.keyId());
    }

    static Fault of(Finding finding) {
      String slug = finding.slug() == null ? finding.step().text() : finding.slug().text();
      return new Fault(slug, "expected " + finding.expected() + "; seen: " + finding.seen());
    }
  }

  static Problem of(ProblemType type, String detail) {
    return of(type, detail, List.of(), null);
  }

  static Problem of(
      ProblemType type, String detail, List<Fault> errors, @Nullable JsonNode report) {
    return new Problem(type.uri(), type.title(), type.status(), detail, errors, report);
  }

  /** Whether the same request may succeed later. */
  @JsonIgnore
  boolean isTemporary() {
    return status == ProblemType.BUSY.status() || status == ProblemType.UNAVAILABLE.status();
  }

  /** The document as UTF-8 JSON. */
  String toJson() {
    try {
      return MAPPER.writeValueAsString(this);
    } catch (JsonProcessingException e) {
      throw new IllegalStateException("a problem is plain JSON", e);
    }
  }
}
