package dev.callsign.libsignal;

import dev.callsign.prekey.CurveKey;
import dev.callsign.prekey.IdentitySignature;
import dev.callsign.prekey.KyberKey;
import dev.callsign.prekey.OneTimePrekey;
import dev.callsign.prekey.PqPrekey;
import dev.callsign.prekey.PrekeyUpload;
import dev.callsign.prekey.SignedPrekey;
import dev.callsign.report.MalformedException;
import dev.callsign.report.Slug;
import java.util.ArrayList;
import java.util.List;
import org.jspecify.annotations.Nullable;
import org.signal.libsignal.protocol.InvalidKeyException;
import org.signal.libsignal.protocol.state.KyberPreKeyRecord;
import org.signal.libsignal.protocol.state.PreKeyRecord;
import org.signal.libsignal.protocol.state.SignedPreKeyRecord;

/**
 * The public halves of libsignal's prekey records. Signatures are taken over as they stand in the
 * records, and not verified here: {@link dev.callsign.prekey.UploadVerifier} does.
 */
public final class LibsignalPrekeys {

  private LibsignalPrekeys() {}

  /**
   * The document of an upload (docs/protocol.md §4).
   *
   * @param signed null to keep the one before
   * @param lastResort null to keep the one before
   * @param oneTime at most {@value PrekeyUpload#MAX_KEYS}
   * @param pqOneTime at most {@value PrekeyUpload#MAX_KEYS}
   * @throws MalformedException a record whose public key no upload may have
   */
  public static PrekeyUpload upload(
      @Nullable SignedPreKeyRecord signed,
      @Nullable KyberPreKeyRecord lastResort,
      List<PreKeyRecord> oneTime,
      List<KyberPreKeyRecord> pqOneTime)
      throws MalformedException {
    List<OneTimePrekey> once = new ArrayList<>();
    for (PreKeyRecord record : oneTime) {
      once.add(of(record));
    }
    List<PqPrekey> pqOnce = new ArrayList<>();
    for (KyberPreKeyRecord record : pqOneTime) {
      pqOnce.add(of(record));
    }
    return new PrekeyUpload(
        signed == null ? null : of(signed),
        lastResort == null ? null : of(lastResort),
        once,
        pqOnce,
        false);
  }

  /** A signed prekey. */
  public static SignedPrekey of(SignedPreKeyRecord record) throws MalformedException {
    try {
      return new SignedPrekey(
          record.getId(),
          CurveKey.decode(record.getKeyPair().getPublicKey().serialize()),
          signature(record.getSignature()));
    } catch (InvalidKeyException e) {
      throw unreadable(e);
    }
  }

  /** A one-time prekey; libsignal does not sign them. */
  public static OneTimePrekey of(PreKeyRecord record) throws MalformedException {
    try {
      return new OneTimePrekey(
          record.getId(), CurveKey.decode(record.getKeyPair().getPublicKey().serialize()), null);
    } catch (InvalidKeyException e) {
      throw unreadable(e);
    }
  }

  /** A Kyber prekey, of last resort or one-time. */
  public static PqPrekey of(KyberPreKeyRecord record) throws MalformedException {
    try {
      return new PqPrekey(
          record.getId(),
          KyberKey.decode(record.getKeyPair().getPublicKey().serialize()),
          signature(record.getSignature()));
    } catch (InvalidKeyException e) {
      throw unreadable(e);
    }
  }

  private static IdentitySignature signature(byte[] bytes) throws MalformedException {
    return IdentitySignature.decode(bytes, Slug.PREKEY_MALFORMED);
  }

  private static MalformedException unreadable(InvalidKeyException e) {
    return new MalformedException(
        Slug.PREKEY_MALFORMED, "libsignal cannot read its own record: " + e.getMessage());
  }
}
