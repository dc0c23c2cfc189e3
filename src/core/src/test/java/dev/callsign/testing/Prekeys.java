package dev.callsign.testing;

import dev.callsign.prekey.CurveKeyPair;
import dev.callsign.prekey.IdentitySigner;
import dev.callsign.prekey.KyberKey;
import dev.callsign.prekey.OneTimePrekey;
import dev.callsign.prekey.PqPrekey;
import dev.callsign.prekey.SignedPrekey;
import dev.callsign.report.MalformedException;
import java.util.Arrays;
import java.util.BitSet;

/** Prekeys that are the same in every run. */
public final class Prekeys {

  private static final int COEFFICIENTS = 1024;
  private static final int COEFFICIENT_BITS = 12;
  private static final int COEFFICIENT_BYTES = COEFFICIENTS * COEFFICIENT_BITS / 8;

  private Prekeys() {}

  /** The key pair of the scalar whose every byte is {@code n}. */
  public static CurveKeyPair curve(int n) {
    byte[] scalar = new byte[CurveKeyPair.SCALAR_LENGTH_BYTES];
    Arrays.fill(scalar, (byte) n);
    return CurveKeyPair.ofScalar(scalar);
  }

  /** The Kyber-1024 key whose every coefficient is {@code n}. */
  public static KyberKey kyber(int n) {
    try {
      return KyberKey.decode(kyberBytes(n, 0, n));
    } catch (MalformedException e) {
      throw new IllegalArgumentException(e);
    }
  }

  /**
   * Bytes of a Kyber-1024 key with every coefficient {@code n} but one: bit by bit, as ByteEncode
   * of FIPS 203 §4.2.1 has it.
   */
  public static byte[] kyberBytes(int n, int position, int other) {
    BitSet bits = new BitSet();
    for (int i = 0; i < COEFFICIENTS; i++) {
      int coefficient = i == position ? other : n;
      for (int bit = 0; bit < COEFFICIENT_BITS; bit++) {
        bits.set(COEFFICIENT_BITS * i + bit, (coefficient >> bit & 1) == 1);
      }
    }
    byte[] encoded = new byte[KyberKey.LENGTH_BYTES];
    encoded[0] = KyberKey.TYPE_KYBER_1024;
    byte[] packed = bits.toByteArray();
    System.arraycopy(packed, 0, encoded, 1, packed.length);
    Arrays.fill(encoded, 1 + COEFFICIENT_BYTES, encoded.length, (byte) 0xff); // the seed
    return encoded;
  }

  /** Signed prekey number {@code n}. */
  public static SignedPrekey signed(int n, IdentitySigner signer) {
    return SignedPrekey.sign(n, curve(n).publicKey(), signer);
  }

  /** One-time prekey number {@code n}, without a signature. */
  public static OneTimePrekey oneTime(int n) {
    return new OneTimePrekey(n, curve(n).publicKey(), null);
  }

  /** Post-quantum prekey number {@code n}. */
  public static PqPrekey pq(int n, IdentitySigner signer) {
    return PqPrekey.sign(n, kyber(n), signer);
  }
}
