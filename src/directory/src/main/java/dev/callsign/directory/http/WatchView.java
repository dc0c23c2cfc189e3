package dev.callsign.directory.http;

import com.fasterxml.jackson.annotation.JsonInclude;
import com.fasterxml.jackson.databind.PropertyNamingStrategies.SnakeCaseStrategy;
import com.fasterxml.jackson.databind.annotation.JsonNaming;
import dev.callsign.directory.events.Watch;
import java.time.Instant;
import org.jspecify.annotations.Nullable;

/**
 * A watch as its owner sees it (docs/protocol.md §9).
 *
 * @param position the id of the last event that was delivered, or given up
 * @param failingSince absent while deliveries succeed
 * @param lastFailure absent while deliveries succeed
 */
@JsonNaming(SnakeCaseStrategy.class)
@JsonInclude(JsonInclude.Include.NON_NULL)
public record WatchView(
    long id,
    String callsign,
    String url,
    String createdAt,
    long position,
    @Nullable String failingSince,
    @Nullable String lastFailure) {

  static WatchView of(Watch watch) {
    Instant failingSince = watch.failingSince();
    return new WatchView(
        watch.id(),
        watch.callsign().aLabel(),
        watch.url().toString(),
        watch.createdAt().toString(),
        watch.position(),
        failingSince == null ? null : failingSince.toString(),
        watch.lastFailure());
  }
}
