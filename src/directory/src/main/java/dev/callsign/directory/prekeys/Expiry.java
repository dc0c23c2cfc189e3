package dev.callsign.directory.prekeys;

import java.sql.Connection;
import java.sql.PreparedStatement;
import java.sql.SQLException;
import java.time.Duration;
import java.time.Instant;
import java.time.ZoneOffset;

/** What is kept for a time only, and for how long. */
enum Expiry {
  /** Requests that are too old to be accepted again; there are those of some minutes only. */
  USED_REQUESTS(UsedRequests.REMEMBERED, "delete from used_request where used_at < ?"),
  /**
   * Claims that no limit, no retry and no count of a day looks at. The oldest have the lowest ids:
   * an index by time would cost every claim more than it saves here.
   */
  CLAIMS(
      Duration.ofDays(1),
      "delete from claim where claimed_at < ?"
          + " and id in (select id from claim order by id fetch first 100000 rows only)"),
  /** Standing prekeys whose private halves their devices have erased, too. */
  REPLACED_PREKEYS(Duration.ofDays(30), "delete from standing_prekey where replaced_at < ?"),
  /** Evidence of uploads, but for the last one of each device. */
  UPLOADS(
      Duration.ofDays(30),
      "delete from upload where accepted_at < ? and exists"
          + " (select 1 from upload later where later.device = upload.device"
          + " and later.id > upload.id)");

  private final Duration kept;
  private final String sql;

  Expiry(Duration kept, String sql) {
    this.kept = kept;
    this.sql = sql;
  }

  void apply(Connection connection, Instant at) throws SQLException {
    try (PreparedStatement delete = connection.prepareStatement(sql)) {
      delete.setObject(1, at.minus(kept).atOffset(ZoneOffset.UTC));
      delete.executeUpdate();
    }
  }
}
