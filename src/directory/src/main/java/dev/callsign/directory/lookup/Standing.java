package dev.callsign.directory.lookup;

import com.fasterxml.jackson.annotation.JsonInclude;
import com.fasterxml.jackson.databind.PropertyNamingStrategies.SnakeCaseStrategy;
import com.fasterxml.jackson.databind.annotation.JsonNaming;
import dev.callsign.directory.record.RecordedCallsign;
import dev.callsign.directory.state.Facts;
import dev.callsign.directory.state.Pending;
import dev.callsign.directory.state.StateName;
import dev.callsign.directory.state.StatePolicy;
import dev.callsign.directory.state.Trouble;
import org.jspecify.annotations.Nullable;

/**
 * How a callsign stands, as records and bundles say it (docs/protocol.md §6).
 *
 * @param renewalDue true while a renewal is due; absent otherwise
 * @param unreachableSince since when the domain does not answer; absent while that is no news
 * @param mismatch what the domain serves instead of something that verifies; absent otherwise
 * @param pendingChange the held change; absent otherwise
 */
@JsonNaming(SnakeCaseStrategy.class)
@JsonInclude(JsonInclude.Include.NON_NULL)
public record Standing(
    String state,
    @Nullable Boolean renewalDue,
    @Nullable String unreachableSince,
    @Nullable Mismatch mismatch,
    @Nullable PendingChange pendingChange) {

  /** Why what the domain serves is not accepted. */
  public record Mismatch(String since, String reason) {}

  /**
   * A later statement with other identity keys, which is not served.
   *
   * @param since when these keys were first seen
   * @param activeFrom the earliest instant at which they may be served
   */
  @JsonNaming(SnakeCaseStrategy.class)
  public record PendingChange(long seq, String statementSha256, String since, String activeFrom) {}

  static Standing of(RecordedCallsign recorded, StatePolicy policy) {
    StateName state = recorded.state();
    Facts facts = recorded.facts();
    Trouble trouble = facts.trouble();
    return new Standing(
        state.text(),
        state == StateName.RENEWAL_DUE ? true : null,
        state == StateName.UNREACHABLE && trouble != null ? trouble.since().toString() : null,
        state == StateName.MISMATCH && trouble != null
            ? new Mismatch(trouble.since().toString(), trouble.reason().text())
            : null,
        pendingChange(recorded.pending(), facts.pending(), policy));
  }

  private static @Nullable PendingChange pendingChange(
      RecordedCallsign.@Nullable Statement statement,
      @Nullable Pending pending,
      StatePolicy policy) {
    return statement == null || pending == null
        ? null
        : new PendingChange(
            statement.seq(),
            statement.sha256(),
            pending.since().toString(),
            pending.since().plus(policy.hold()).toString());
  }
}
