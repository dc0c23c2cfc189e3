package dev.callsign.directory.prekeys;

import dev.callsign.prekey.IdentityKey;
import dev.callsign.prekey.IdentitySignature;
import dev.callsign.prekey.KeyIdSpace;
import dev.callsign.prekey.PqPrekey;
import dev.callsign.prekey.Prekey;
import dev.callsign.prekey.PrekeyUpload;
import dev.callsign.prekey.SignedPrekey;
import dev.callsign.request.DeviceAddress;
import dev.callsign.x509.Fingerprint;
import java.sql.Connection;
import java.sql.PreparedStatement;
import java.sql.ResultSet;
import java.sql.SQLException;
import java.time.Duration;
import java.time.Instant;
import java.time.OffsetDateTime;
import java.time.ZoneOffset;
import java.util.ArrayList;
import java.util.Collections;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import org.jspecify.annotations.Nullable;

/** What the tables hold of one device, within one transaction. */
final class DeviceRows {
  private static final Duration DAY = Duration.ofDays(1);

  private final Connection connection;
  private final DeviceRow device;

  DeviceRows(Connection connection, DeviceRow device) {
    this.connection = connection;
    this.device = device;
  }

  /** The connection of the transaction. */
  Connection connection() {
    return connection;
  }

  /** Which keys of an upload are new; ids that were used before, with the same key, are not. */
  NewKeys newKeys(PrekeyUpload upload) throws SQLException {
    Map<KeyIdSpace, Map<Integer, String>> known = new HashMap<>();
    for (KeyIdSpace space : KeyIdSpace.values()) {
      known.put(space, knownIds(space, upload.prekeys()));
    }
    List<UploadOutcome.ReusedId> reused = new ArrayList<>();
    List<Prekey> fresh = new ArrayList<>();
    for (Prekey prekey : upload.prekeys()) {
      String before = known.getOrDefault(prekey.space(), Map.of()).get(prekey.keyId());
      if (before == null) {
        fresh.add(prekey);
      } else if (!before.equals(sha256(prekey))) {
        reused.add(new UploadOutcome.ReusedId(prekey.space(), prekey.keyId()));
      }
    }
    SignedPrekey signed = upload.signedPrekey();
    PqPrekey lastResort = upload.pqLastResort();
    return new NewKeys(
        signed != null && fresh.remove(signed) ? signed : null,
        lastResort != null && fresh.remove(lastResort) ? lastResort : null,
        fresh,
        reused);
  }

  void insert(NewKeys fresh, Instant at) throws SQLException {
    List<Prekey> all = new ArrayList<>(fresh.oneTimePrekeys());
    SignedPrekey signed = fresh.signedPrekey();
    if (signed != null) {
      replaceStanding(signed, at);
      all.add(signed);
    }
    PqPrekey lastResort = fresh.lastResort();
    if (lastResort != null) {
      replaceStanding(lastResort, at);
      update("update prekey_device set last_resort_used = false where id = ?");
      all.add(lastResort);
    }
    insertIds(all);
    insertOneTime(fresh.oneTimePrekeys(), at);
  }

  /**
   * Drops the one-time prekeys that are not in {@code upload}: sent again, it must not take away
   * what it brought.
   */
  void keepOnly(PrekeyUpload upload) throws SQLException {
    keepOnly(KeyIdSpace.ONE_TIME_PREKEY, upload.oneTime());
    keepOnly(KeyIdSpace.PQ_PREKEY, upload.pqOneTime());
  }

  private void keepOnly(KeyIdSpace space, List<? extends Prekey> kept) throws SQLException {
    String sql = "delete from one_time_prekey where device = ? and space = ?";
    try (PreparedStatement delete =
        connection.prepareStatement(
            kept.isEmpty() ? sql : sql + " and key_id not in (" + places(kept.size()) + ")")) {
      delete.setLong(1, device.id());
      delete.setString(2, space.name());
      for (int i = 0; i < kept.size(); i++) {
        delete.setInt(3 + i, kept.get(i).keyId());
      }
      delete.executeUpdate();
    }
  }

  void keepEvidence(DeviceAddress address, String jws, Instant at) throws SQLException {
    try (PreparedStatement insert =
        connection.prepareStatement(
            "insert into upload (device, jws, accepted_at) values (?, ?, ?)")) {
      insert.setString(1, address.toString());
      insert.setString(2, jws);
      insert.setObject(3, utc(at));
      insert.executeUpdate();
    }
  }

  Stock stock(KeyIdSpace space) throws SQLException {
    try (PreparedStatement select =
        connection.prepareStatement(
            "select count(*), min(uploaded_at), max(uploaded_at) from one_time_prekey"
                + " where device = ? and space = ?")) {
      select.setLong(1, device.id());
      select.setString(2, space.name());
      try (ResultSet row = select.executeQuery()) {
        row.next();
        return new Stock(row.getInt(1), instant(row, 2), instant(row, 3));
      }
    }
  }

  Optional<PublishedPrekeys> published() throws SQLException {
    Optional<Standing<SignedPrekey>> signed =
        standing(KeyIdSpace.SIGNED_PREKEY, PrekeyColumns::signed);
    if (signed.isEmpty()) {
      return Optional.empty();
    }
    Optional<Standing<PqPrekey>> lastResort = standing(KeyIdSpace.PQ_PREKEY, PrekeyColumns::pq);
    return Optional.of(
        new PublishedPrekeys(
            device.identityKey(),
            signed.get().prekey(),
            signed.get().createdAt(),
            lastResort.map(Standing::prekey).orElse(null)));
  }

  DeviceStatus status(DeviceAddress address, IdentityKey identityKey, Instant at)
      throws SQLException {
    boolean used = lastResortUsed();
    DeviceStatus.LastResort lastResort =
        standing(KeyIdSpace.PQ_PREKEY, PrekeyColumns::pq)
            .map(
                standing ->
                    new DeviceStatus.LastResort(
                        standing.prekey().keyId(), standing.createdAt(), used))
            .orElse(null);
    return new DeviceStatus(
        address,
        identityKey,
        published().orElse(null),
        lastResort,
        stock(KeyIdSpace.ONE_TIME_PREKEY),
        stock(KeyIdSpace.PQ_PREKEY),
        claimsSince(at.minus(DAY)));
  }

  /**
   * The device is gone, and so is everything about it. Its ids are no concern: it never returns.
   */
  void drop() throws SQLException {
    dropPrekeys();
    update("delete from prekey_id where device = ?");
    update("delete from claim where target = ?");
    update("delete from prekey_device where id = ?");
  }

  /**
   * The device has another identity key: what the old one signed is gone, also for whoever repeats
   * a claim; its ids stay used.
   */
  void rotate(IdentityKey identityKey) throws SQLException {
    dropPrekeys();
    update("update claim set idempotency_key = null, answer = null where target = ?");
    try (PreparedStatement update =
        connection.prepareStatement(
            "update prekey_device set identity_key = ?, last_resort_used = false where id = ?")) {
      update.setString(1, identityKey.toBase64Url());
      update.setLong(2, device.id());
      update.executeUpdate();
    }
  }

  private void dropPrekeys() throws SQLException {
    update("delete from one_time_prekey where device = ?");
    update("delete from standing_prekey where device = ?");
  }

  private boolean lastResortUsed() throws SQLException {
    try (PreparedStatement select =
        connection.prepareStatement("select last_resort_used from prekey_device where id = ?")) {
      select.setLong(1, device.id());
      try (ResultSet row = select.executeQuery()) {
        return row.next() && row.getBoolean(1);
      }
    }
  }

  private int claimsSince(Instant since) throws SQLException {
    try (PreparedStatement select =
        connection.prepareStatement(
            "select count(*) from claim where target = ? and claimed_at > ?")) {
      select.setLong(1, device.id());
      select.setObject(2, utc(since));
      try (ResultSet row = select.executeQuery()) {
        row.next();
        return row.getInt(1);
      }
    }
  }

  private Map<Integer, String> knownIds(KeyIdSpace space, List<Prekey> prekeys)
      throws SQLException {
    List<Integer> ids =
        prekeys.stream().filter(each -> each.space() == space).map(Prekey::keyId).toList();
    Map<Integer, String> known = new HashMap<>();
    if (ids.isEmpty()) {
      return known;
    }
    try (PreparedStatement select =
        connection.prepareStatement(
            "select key_id, sha256 from prekey_id where device = ? and space = ? and key_id in ("
                + places(ids.size())
                + ")")) {
      select.setLong(1, device.id());
      select.setString(2, space.name());
      for (int i = 0; i < ids.size(); i++) {
        select.setInt(3 + i, ids.get(i));
      }
      try (ResultSet row = select.executeQuery()) {
        while (row.next()) {
          known.put(row.getInt(1), row.getString(2));
        }
      }
    }
    return known;
  }

  private void insertIds(List<Prekey> prekeys) throws SQLException {
    try (PreparedStatement insert =
        connection.prepareStatement(
            "insert into prekey_id (device, space, key_id, sha256) values (?, ?, ?, ?)")) {
      for (Prekey prekey : prekeys) {
        insert.setLong(1, device.id());
        insert.setString(2, prekey.space().name());
        insert.setInt(3, prekey.keyId());
        insert.setString(4, sha256(prekey));
        insert.addBatch();
      }
      insert.executeBatch();
    }
  }

  private void insertOneTime(List<Prekey> prekeys, Instant at) throws SQLException {
    try (PreparedStatement insert =
        connection.prepareStatement(
            "insert into one_time_prekey (device, space, key_id, public_key, signature,"
                + " uploaded_at) values (?, ?, ?, ?, ?, ?)")) {
      for (Prekey prekey : prekeys) {
        bind(insert, prekey, at);
        insert.addBatch();
      }
      insert.executeBatch();
    }
  }

  private void replaceStanding(Prekey prekey, Instant at) throws SQLException {
    try (PreparedStatement replace =
            connection.prepareStatement(
                "update standing_prekey set replaced_at = ?"
                    + " where device = ? and space = ? and replaced_at is null");
        PreparedStatement insert =
            connection.prepareStatement(
                "insert into standing_prekey (device, space, key_id, public_key, signature,"
                    + " created_at) values (?, ?, ?, ?, ?, ?)")) {
      replace.setObject(1, utc(at));
      replace.setLong(2, device.id());
      replace.setString(3, prekey.space().name());
      replace.executeUpdate();
      bind(insert, prekey, at);
      insert.executeUpdate();
    }
  }

  private void bind(PreparedStatement insert, Prekey prekey, Instant at) throws SQLException {
    IdentitySignature signature = prekey.signature();
    insert.setLong(1, device.id());
    insert.setString(2, prekey.space().name());
    insert.setInt(3, prekey.keyId());
    insert.setBytes(4, prekey.encodedKey());
    insert.setBytes(5, signature == null ? null : signature.encode());
    insert.setObject(6, utc(at));
  }

  private <T extends Prekey> Optional<Standing<T>> standing(KeyIdSpace space, Reader<T> reader)
      throws SQLException {
    try (PreparedStatement select =
        connection.prepareStatement(
            "select created_at, key_id, public_key, signature from standing_prekey"
                + " where device = ? and space = ? and replaced_at is null")) {
      select.setLong(1, device.id());
      select.setString(2, space.name());
      try (ResultSet row = select.executeQuery()) {
        return row.next()
            ? Optional.of(
                new Standing<>(
                    reader.read(row, 2), row.getObject(1, OffsetDateTime.class).toInstant()))
            : Optional.empty();
      }
    }
  }

  private void update(String sql) throws SQLException {
    try (PreparedStatement update = connection.prepareStatement(sql)) {
      update.setLong(1, device.id());
      update.executeUpdate();
    }
  }

  private static String places(int count) {
    return String.join(", ", Collections.nCopies(count, "?"));
  }

  private static String sha256(Prekey prekey) {
    return Fingerprint.sha256Base64Url(prekey.encodedKey());
  }

  private static @Nullable Instant instant(ResultSet row, int column) throws SQLException {
    OffsetDateTime time = row.getObject(column, OffsetDateTime.class);
    return time == null ? null : time.toInstant();
  }

  private static OffsetDateTime utc(Instant instant) {
    return instant.atOffset(ZoneOffset.UTC);
  }

  /** The current prekey of a space. */
  private record Standing<T extends Prekey>(T prekey, Instant createdAt) {}

  /** Reads a prekey that begins at a column. */
  @FunctionalInterface
  private interface Reader<T extends Prekey> {
    T read(ResultSet row, int first) throws SQLException;
  }
}
