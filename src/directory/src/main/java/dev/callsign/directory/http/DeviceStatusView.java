package dev.callsign.directory.http;

import com.fasterxml.jackson.annotation.JsonInclude;
import com.fasterxml.jackson.databind.PropertyNamingStrategies.SnakeCaseStrategy;
import com.fasterxml.jackson.databind.annotation.JsonNaming;
import dev.callsign.directory.prekeys.Advice;
import dev.callsign.directory.prekeys.DeviceStatus;
import dev.callsign.directory.prekeys.PublishedPrekeys;
import dev.callsign.directory.prekeys.Stock;
import java.time.Instant;
import java.util.Base64;
import java.util.List;
import org.jspecify.annotations.Nullable;

/**
 * What a device is told of its prekeys, as JSON (docs/protocol.md §4).
 *
 * @param device the {@code kid}
 * @param advice what to do, most urgent first
 */
@JsonNaming(SnakeCaseStrategy.class)
@JsonInclude(JsonInclude.Include.NON_NULL)
record DeviceStatusView(
    String device,
    String identityKey,
    @Nullable SignedPrekeyView signedPrekey,
    @Nullable LastResortView pqLastResortPrekey,
    StockView oneTimePrekeys,
    StockView pqOneTimePrekeys,
    int claimsLastDay,
    List<String> advice) {

  /** The current signed prekey. */
  @JsonNaming(SnakeCaseStrategy.class)
  record SignedPrekeyView(int keyId, String createdAt, boolean stale) {}

  /** The current last-resort prekey. */
  @JsonNaming(SnakeCaseStrategy.class)
  record LastResortView(int keyId, String createdAt, boolean used) {}

  /** What is left of one kind. */
  @JsonInclude(JsonInclude.Include.NON_NULL)
  record StockView(int count, @Nullable String oldest, @Nullable String newest) {
    static StockView of(Stock stock) {
      Instant oldest = stock.oldest();
      Instant newest = stock.newest();
      return new StockView(
          stock.count(),
          oldest == null ? null : oldest.toString(),
          newest == null ? null : newest.toString());
    }
  }

  static DeviceStatusView of(DeviceStatus status, Instant at) {
    PublishedPrekeys published = status.published();
    return new DeviceStatusView(
        status.device().toString(),
        Base64.getEncoder().encodeToString(status.identityKey().encode()),
        published == null
            ? null
            : new SignedPrekeyView(
                published.signedPrekey().keyId(),
                published.signedPrekeyAt().toString(),
                published.isStale(at)),
        lastResort(status),
        StockView.of(status.oneTime()),
        StockView.of(status.pqOneTime()),
        status.claimsLastDay(),
        status.advice(at).stream().map(Advice::text).toList());
  }

  private static @Nullable LastResortView lastResort(DeviceStatus status) {
    DeviceStatus.LastResort lastResort = status.lastResort();
    return lastResort == null
        ? null
        : new LastResortView(
            lastResort.keyId(), lastResort.createdAt().toString(), lastResort.used());
  }
}
