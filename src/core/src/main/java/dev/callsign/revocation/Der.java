package dev.callsign.revocation;

import dev.callsign.report.MalformedException;
import dev.callsign.report.Slug;
import java.security.Signature;
import java.security.SignatureException;
import java.util.Arrays;
import java.util.HexFormat;

/**
 * Reads DER (X.690 §10) from front to back without copying it: what is read of a list of many
 * megabytes takes no memory beside its bytes. No recursion, whatever the nesting.
 *
 * <p>Stricter than BER: definite lengths in the fewest octets, tags of one octet. Not safe for
 * concurrent use.
 */
final class Der {
  static final int BOOLEAN = 0x01;
  static final int INTEGER = 0x02;
  static final int BIT_STRING = 0x03;
  static final int OCTET_STRING = 0x04;
  static final int OBJECT_IDENTIFIER = 0x06;
  static final int ENUMERATED = 0x0a;
  static final int UTC_TIME = 0x17;
  static final int GENERALIZED_TIME = 0x18;
  static final int SEQUENCE = 0x30;

  /** The class bits and the constructed bit of a context-specific tag. */
  static final int CONTEXT = 0x80;

  static final int CONTEXT_CONSTRUCTED = 0xa0;

  /** Octets of the longest object identifier that is looked at. */
  private static final int MAX_OID_OCTETS = 64;

  private static final int HIGH_TAG_NUMBER = 0x1f;
  private static final int LONG_LENGTH = 0x80;

  /** Octets of the longest length: a byte array has at most 2 GiB. */
  private static final int MAX_LENGTH_OCTETS = 4;

  private final byte[] bytes;
  private final int end;
  private int position;

  Der(byte[] bytes) {
    this(bytes, 0, bytes.length);
  }

  private Der(byte[] bytes, int start, int end) {
    this.bytes = bytes;
    this.position = start;
    this.end = end;
  }

  boolean hasNext() {
    return position < end;
  }

  /** Whether another element follows and has this tag. */
  boolean hasNext(int tag) {
    return hasNext() && (bytes[position] & 0xff) == tag;
  }

  /** Steps over the next element, which must have this tag; gives back its contents. */
  Der read(int tag) throws MalformedException {
    if (!hasNext(tag)) {
      throw malformed("a tag 0x%02x is missing".formatted(tag));
    }
    return read();
  }

  /** Steps over the next element, whatever it is; gives back its contents. */
  Der read() throws MalformedException {
    if (!hasNext() || (bytes[position] & HIGH_TAG_NUMBER) == HIGH_TAG_NUMBER) {
      throw malformed("an element with a tag of one octet is missing");
    }
    position++;
    int length = length();
    if (length > end - position) {
      throw malformed("an element is longer than what it is in");
    }
    Der contents = new Der(bytes, position, position + length);
    position += length;
    return contents;
  }

  /** Another reader of the octets that are left. */
  Der again() {
    return new Der(bytes, position, end);
  }

  /** How many octets are left. */
  int size() {
    return end - position;
  }

  /** Steps over the next element, which must have this tag; gives back all of it. */
  Der readWhole(int tag, int maxOctets) throws MalformedException {
    int start = position;
    if (read(tag).size() > maxOctets) {
      throw malformed("an element has more than " + maxOctets + " octets");
    }
    return new Der(bytes, start, position);
  }

  /** The octets that are left, copied. */
  byte[] octets() {
    return Arrays.copyOfRange(bytes, position, end);
  }

  /** Whether the octets that are left are these. */
  boolean holds(byte[] other) {
    return Arrays.equals(bytes, position, end, other, 0, other.length);
  }

  /** Feeds a signature with the octets that are left. */
  void update(Signature signature) throws SignatureException {
    signature.update(bytes, position, size());
  }

  /** The contents of an INTEGER, which are in two's complement and as short as can be (§8.3.2). */
  Der readInteger() throws MalformedException {
    Der contents = read(INTEGER);
    int start = contents.position;
    int length = contents.end - start;
    if (length == 0) {
      throw malformed("an INTEGER has no octets");
    }
    boolean paddedPositive = length > 1 && bytes[start] == 0 && bytes[start + 1] >= 0;
    boolean paddedNegative = length > 1 && bytes[start] == -1 && bytes[start + 1] < 0;
    if (paddedPositive || paddedNegative) {
      throw malformed("an INTEGER is longer than it must be");
    }
    return contents;
  }

  /** The contents of an OBJECT IDENTIFIER in hex. */
  String readOid() throws MalformedException {
    Der contents = read(OBJECT_IDENTIFIER);
    if (contents.size() > MAX_OID_OCTETS) {
      throw malformed("an OBJECT IDENTIFIER is too long");
    }
    return HexFormat.of().formatHex(contents.octets());
  }

  /** A BOOLEAN that follows the {@code tag} of its kind (X.690 §11.1). */
  boolean readBoolean(int tag) throws MalformedException {
    byte[] value = read(tag).octets();
    if (value.length != 1 || (value[0] != 0 && value[0] != -1)) {
      throw malformed("a BOOLEAN is neither true nor false");
    }
    return value[0] == -1;
  }

  /** Checks that nothing is left. */
  void end() throws MalformedException {
    if (hasNext()) {
      throw malformed("more follows than belongs there");
    }
  }

  private int length() throws MalformedException {
    if (!hasNext()) {
      throw malformed("a length is missing");
    }
    int first = bytes[position++] & 0xff;
    if (first < LONG_LENGTH) {
      return first;
    }
    int octets = first - LONG_LENGTH;
    if (octets == 0 || octets > MAX_LENGTH_OCTETS || octets > end - position) {
      throw malformed("a length is not definite or too long");
    }
    long length = 0;
    for (int i = 0; i < octets; i++) {
      length = (length << 8) | (bytes[position++] & 0xff);
    }
    boolean padded = length < LONG_LENGTH || length < 1L << (8 * (octets - 1));
    if (padded || length > Integer.MAX_VALUE) {
      throw malformed("a length is not in the fewest octets or too long");
    }
    return (int) length;
  }

  static MalformedException malformed(String detail) {
    return new MalformedException(Slug.CRL_SCOPE, detail);
  }
}
