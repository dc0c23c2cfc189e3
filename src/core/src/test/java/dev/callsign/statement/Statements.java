package dev.callsign.statement;

import com.fasterxml.jackson.databind.node.ArrayNode;
import com.fasterxml.jackson.databind.node.ObjectNode;
import dev.callsign.testing.StatementDraft;
import dev.callsign.testing.TestAuthority;
import java.nio.charset.StandardCharsets;
import java.security.GeneralSecurityException;
import java.security.MessageDigest;
import java.security.cert.X509Certificate;
import java.util.Base64;
import java.util.function.UnaryOperator;

/** Changes to drafts of statements that several tests make. */
final class Statements {

  private Statements() {}

  static void thumbprint(ObjectNode header) {
    header.put("x5t#S256", thumbprint(Alice.P256.certificate()));
  }

  static String thumbprint(X509Certificate certificate) {
    try {
      return base64Url(MessageDigest.getInstance("SHA-256").digest(certificate.getEncoded()));
    } catch (GeneralSecurityException e) {
      throw new IllegalStateException(e);
    }
  }

  static void append(ObjectNode header, TestAuthority authority) {
    try {
      byte[] der = authority.certificate().getEncoded();
      ((ArrayNode) header.required("x5c")).add(Base64.getEncoder().encodeToString(der));
    } catch (GeneralSecurityException e) {
      throw new IllegalStateException(e);
    }
  }

  /** Devices 1 to {@code count}, each with its own key. */
  static void devices(ObjectNode payload, int count) {
    ArrayNode devices = payload.putArray("devices");
    for (int id = 1; id <= count; id++) {
      devices.add(StatementDraft.device(Alice.CALLSIGN, id, 100 + id, StatementDraft.identity(id)));
    }
  }

  static void mailboxes(ObjectNode payload, int count, String uri) {
    ArrayNode mailbox = payload.putArray("mailbox");
    for (int i = 0; i < count; i++) {
      mailbox.add(uri);
    }
  }

  static UnaryOperator<byte[]> flipLastBit() {
    return bytes -> {
      byte[] flipped = bytes.clone();
      flipped[flipped.length - 1] ^= 1;
      return flipped;
    };
  }

  /** What the {@code prev} of the statement after this one says. */
  static String hash(String compact) {
    try {
      byte[] ascii = compact.getBytes(StandardCharsets.US_ASCII);
      return base64Url(MessageDigest.getInstance("SHA-256").digest(ascii));
    } catch (GeneralSecurityException e) {
      throw new IllegalStateException(e);
    }
  }

  static String base64Url(byte[] bytes) {
    return Base64.getUrlEncoder().withoutPadding().encodeToString(bytes);
  }
}
