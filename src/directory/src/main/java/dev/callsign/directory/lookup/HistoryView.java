package dev.callsign.directory.lookup;

import com.fasterxml.jackson.annotation.JsonInclude;
import com.fasterxml.jackson.databind.PropertyNamingStrategies.SnakeCaseStrategy;
import com.fasterxml.jackson.databind.annotation.JsonNaming;
import dev.callsign.directory.record.HistoryEntry;
import dev.callsign.directory.record.RecordedCallsign;
import java.util.List;
import org.jspecify.annotations.Nullable;

/**
 * One page of the history of a callsign, newest first.
 *
 * @param next where the next page is; null on the last one
 */
@JsonInclude(JsonInclude.Include.NON_NULL)
public record HistoryView(String callsign, List<Line> entries, @Nullable String next) {

  /** One line: a statement with its grade and certificate, or a change of state alone. */
  @JsonNaming(SnakeCaseStrategy.class)
  @JsonInclude(JsonInclude.Include.NON_NULL)
  public record Line(
      long id,
      String at,
      String kind,
      String type,
      String state,
      @Nullable String grade,
      @Nullable Long seq,
      @Nullable String statementSha256,
      @Nullable String statement,
      @Nullable CertificateLine certificate,
      @Nullable Integer device,
      @Nullable String detail) {

    static Line of(HistoryEntry entry) {
      RecordedCallsign.Statement statement = entry.statement();
      RecordedCallsign.Certificate certificate = entry.certificate();
      return new Line(
          entry.id(),
          entry.at().toString(),
          entry.kind().text(),
          entry.type().text(),
          entry.state().text(),
          statement == null ? null : statement.grade().text(),
          statement == null ? null : statement.seq(),
          statement == null ? null : statement.sha256(),
          statement == null ? null : statement.compact(),
          certificate == null ? null : CertificateLine.of(certificate),
          entry.device(),
          entry.detail());
    }
  }

  /** The leaf that signed the statement of a line. */
  @JsonNaming(SnakeCaseStrategy.class)
  public record CertificateLine(
      String sha256,
      String keySha256,
      String issuer,
      String serial,
      String notBefore,
      String notAfter) {

    static CertificateLine of(RecordedCallsign.Certificate certificate) {
      return new CertificateLine(
          certificate.sha256(),
          certificate.keySha256(),
          certificate.issuer(),
          certificate.serial(),
          certificate.notBefore().toString(),
          certificate.notAfter().toString());
    }
  }
}
