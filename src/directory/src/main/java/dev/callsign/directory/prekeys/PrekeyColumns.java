package dev.callsign.directory.prekeys;

import dev.callsign.prekey.CurveKey;
import dev.callsign.prekey.IdentitySignature;
import dev.callsign.prekey.KeyIdSpace;
import dev.callsign.prekey.KyberKey;
import dev.callsign.prekey.OneTimePrekey;
import dev.callsign.prekey.PqPrekey;
import dev.callsign.prekey.Prekey;
import dev.callsign.prekey.SignedPrekey;
import dev.callsign.report.MalformedException;
import dev.callsign.report.Slug;
import java.sql.ResultSet;
import java.sql.SQLException;
import java.util.List;
import org.jspecify.annotations.Nullable;

/** Reads prekeys from three columns: key id, public key, signature. They were checked before. */
final class PrekeyColumns {

  /** The spaces that one-time prekeys are of. */
  static final List<KeyIdSpace> ONE_TIME_SPACES =
      List.of(KeyIdSpace.ONE_TIME_PREKEY, KeyIdSpace.PQ_PREKEY);

  private PrekeyColumns() {}

  static Prekey oneTime(KeyIdSpace space, ResultSet row, int first) throws SQLException {
    return space == KeyIdSpace.ONE_TIME_PREKEY ? curveOneTime(row, first) : pq(row, first);
  }

  static SignedPrekey signed(ResultSet row, int first) throws SQLException {
    try {
      return new SignedPrekey(
          row.getInt(first),
          CurveKey.decode(row.getBytes(first + 1)),
          signature(row.getBytes(first + 2)));
    } catch (MalformedException e) {
      throw unreadable(e);
    }
  }

  static PqPrekey pq(ResultSet row, int first) throws SQLException {
    try {
      return new PqPrekey(
          row.getInt(first),
          KyberKey.decode(row.getBytes(first + 1)),
          signature(row.getBytes(first + 2)));
    } catch (MalformedException e) {
      throw unreadable(e);
    }
  }

  private static OneTimePrekey curveOneTime(ResultSet row, int first) throws SQLException {
    try {
      byte @Nullable [] signature = row.getBytes(first + 2);
      return new OneTimePrekey(
          row.getInt(first),
          CurveKey.decode(row.getBytes(first + 1)),
          signature == null ? null : signature(signature));
    } catch (MalformedException e) {
      throw unreadable(e);
    }
  }

  private static IdentitySignature signature(byte[] bytes) throws MalformedException {
    return IdentitySignature.decode(bytes, Slug.PREKEY_MALFORMED);
  }

  private static IllegalStateException unreadable(MalformedException e) {
    return new IllegalStateException("a stored prekey no longer decodes", e);
  }
}
