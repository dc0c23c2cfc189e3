package dev.callsign.lab;

import java.io.DataInputStream;
import java.io.EOFException;
import java.io.IOException;
import java.io.InputStream;
import java.nio.BufferUnderflowException;
import java.nio.ByteBuffer;
import java.nio.charset.StandardCharsets;
import java.util.Locale;
import java.util.Optional;

/**
 * The first record of a TLS connection (RFC 8446 §4.1.2), read but not answered, so that the lab
 * can decide how to misbehave before TLS starts.
 */
final class ClientHello {

  private static final int RECORD_HEADER_BYTES = 5;
  private static final int RECORD_HANDSHAKE = 22;
  private static final int HANDSHAKE_CLIENT_HELLO = 1;
  private static final int VERSION_AND_RANDOM_BYTES = 2 + 32;

  /** server_name (RFC 6066 §3). */
  private static final int EXTENSION_SERVER_NAME = 0;

  private final byte[] record;

  private ClientHello(byte[] record) {
    this.record = record;
  }

  /**
   * Reads exactly one record.
   *
   * @throws IOException when the connection ends before, or something else than a handshake starts
   */
  static ClientHello read(InputStream in) throws IOException {
    DataInputStream data = new DataInputStream(in);
    byte[] header = new byte[RECORD_HEADER_BYTES];
    data.readFully(header);
    if (header[0] != RECORD_HANDSHAKE) {
      throw new EOFException("not a TLS handshake");
    }
    int length = Short.toUnsignedInt(ByteBuffer.wrap(header).getShort(3));
    byte[] record = new byte[RECORD_HEADER_BYTES + length];
    System.arraycopy(header, 0, record, 0, RECORD_HEADER_BYTES);
    data.readFully(record, RECORD_HEADER_BYTES, length);
    return new ClientHello(record);
  }

  /** The bytes that were read, a copy. */
  byte[] encode() {
    return record.clone();
  }

  /** The host name of the extension server_name in lower case, or empty when there is none. */
  Optional<String> serverName() {
    ByteBuffer hello = ByteBuffer.wrap(record);
    try {
      hello.position(RECORD_HEADER_BYTES);
      if (hello.get() != HANDSHAKE_CLIENT_HELLO) {
        return Optional.empty();
      }
      skip(hello, 3 + VERSION_AND_RANDOM_BYTES);
      skip(hello, Byte.toUnsignedInt(hello.get())); // legacy_session_id
      skip(hello, Short.toUnsignedInt(hello.getShort())); // cipher_suites
      skip(hello, Byte.toUnsignedInt(hello.get())); // legacy_compression_methods
      skip(hello, 2); // the length of all extensions
      while (hello.hasRemaining()) {
        int type = Short.toUnsignedInt(hello.getShort());
        int length = Short.toUnsignedInt(hello.getShort());
        if (type == EXTENSION_SERVER_NAME) {
          skip(hello, 3); // the length of the list, and the type host_name
          byte[] name = new byte[Short.toUnsignedInt(hello.getShort())];
          hello.get(name);
          return Optional.of(new String(name, StandardCharsets.US_ASCII).toLowerCase(Locale.ROOT));
        }
        skip(hello, length);
      }
    } catch (BufferUnderflowException | IllegalArgumentException e) {
      // lengths that lead out of the record: no name can be read
    }
    return Optional.empty();
  }

  private static void skip(ByteBuffer buffer, int bytes) {
    buffer.position(buffer.position() + bytes);
  }
}
