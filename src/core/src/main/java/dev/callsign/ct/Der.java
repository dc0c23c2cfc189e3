package dev.callsign.ct;

import dev.callsign.report.MalformedException;
import dev.callsign.report.Slug;
import java.io.ByteArrayOutputStream;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.List;

/**
 * One element of DER (X.690 §8 and §10) inside the bytes it came in, so that it can be copied byte
 * for byte.
 *
 * <p>Reads what a certificate consists of at its top: tags of one octet, lengths of definite,
 * shortest form, below 2^24. It does not look into values.
 */
final class Der {

  static final int OCTET_STRING = 0x04;
  static final int SEQUENCE = 0x30;

  private static final int LONG_FORM = 0x80;
  private static final int MAX_LENGTH_OCTETS = 3;

  private final byte[] bytes;
  private final int start;
  private final int value;
  private final int end;

  private Der(byte[] bytes, int start, int limit) throws MalformedException {
    if (limit - start < 2) {
      throw malformed("an element ends before its length");
    }
    int length = bytes[start + 1] & 0xff;
    int header = 2;
    if (length >= LONG_FORM) {
      int octets = length - LONG_FORM;
      if (octets < 1 || octets > MAX_LENGTH_OCTETS || octets > limit - start - header) {
        throw malformed("an element has a length that is not definite or too large");
      }
      length = 0;
      for (int i = 0; i < octets; i++) {
        length = length << 8 | (bytes[start + header + i] & 0xff);
      }
      header += octets;
      if (header != lengthOctets(length) + 1) {
        throw malformed("a length is not in its shortest form");
      }
    }
    if (length > limit - start - header) {
      throw malformed("an element is longer than what it is in");
    }
    this.bytes = bytes;
    this.start = start;
    this.value = start + header;
    this.end = value + length;
  }

  /**
   * Decodes exactly one element.
   *
   * @throws MalformedException {@code ct-bad-sct}, as every method here
   */
  static Der decode(byte[] bytes) throws MalformedException {
    Der element = new Der(bytes, 0, bytes.length);
    if (element.end != bytes.length) {
      throw malformed("bytes follow the element");
    }
    return element;
  }

  /** An element with this tag and the concatenation of {@code parts} as its value. */
  static byte[] encode(int tag, List<byte[]> parts) {
    int length = parts.stream().mapToInt(part -> part.length).sum();
    ByteArrayOutputStream element = new ByteArrayOutputStream();
    element.write(tag);
    int octets = lengthOctets(length) - 1;
    if (octets > 0) {
      element.write(LONG_FORM | octets);
    }
    for (int shift = 8 * Math.max(octets - 1, 0); shift >= 0; shift -= 8) {
      element.write(length >> shift);
    }
    parts.forEach(element::writeBytes);
    return element.toByteArray();
  }

  int tag() {
    return bytes[start] & 0xff;
  }

  /** Tag, length and value, as they came. */
  byte[] encoded() {
    return Arrays.copyOfRange(bytes, start, end);
  }

  /** The value of an element that has this tag. */
  byte[] value(int tag) throws MalformedException {
    expect(tag);
    return Arrays.copyOfRange(bytes, value, end);
  }

  /** The elements that an element with this tag consists of. */
  List<Der> children(int tag) throws MalformedException {
    expect(tag);
    List<Der> children = new ArrayList<>();
    for (int position = value; position < end; position = children.getLast().end) {
      children.add(new Der(bytes, position, end));
    }
    return children;
  }

  private void expect(int tag) throws MalformedException {
    if (tag() != tag) {
      throw malformed("an element has the tag %02x, not %02x".formatted(tag(), tag));
    }
  }

  /** How many octets the length field has. */
  private static int lengthOctets(int length) {
    if (length < LONG_FORM) {
      return 1;
    }
    return 1 + (Integer.SIZE - Integer.numberOfLeadingZeros(length) + 7) / 8;
  }

  private static MalformedException malformed(String detail) {
    return new MalformedException(Slug.CT_BAD_SCT, "not DER: " + detail);
  }
}
