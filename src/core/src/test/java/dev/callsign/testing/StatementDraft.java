package dev.callsign.testing;

import com.fasterxml.jackson.databind.node.ArrayNode;
import com.fasterxml.jackson.databind.node.JsonNodeFactory;
import com.fasterxml.jackson.databind.node.ObjectNode;
import dev.callsign.name.Callsign;
import dev.callsign.prekey.IdentityKeyPair;
import dev.callsign.prekey.IdentitySignature;
import dev.callsign.prekey.ProofOfPossession;
import dev.callsign.report.MalformedException;
import dev.callsign.testing.TestAuthority.TestLeaf;
import java.nio.charset.StandardCharsets;
import java.security.GeneralSecurityException;
import java.security.PrivateKey;
import java.security.Signature;
import java.security.spec.MGF1ParameterSpec;
import java.security.spec.PSSParameterSpec;
import java.time.Instant;
import java.util.Base64;
import java.util.HexFormat;
import java.util.function.Consumer;
import java.util.function.UnaryOperator;

/**
 * A key statement before it is signed: true in every way, until a test changes one thing. Header,
 * payload and signature are written out here with the JDK alone, not by the code under test.
 */
public final class StatementDraft {
  private static final Base64.Encoder BASE64_URL = Base64.getUrlEncoder().withoutPadding();

  private final ObjectNode header = JsonNodeFactory.instance.objectNode();
  private final ObjectNode payload = JsonNodeFactory.instance.objectNode();
  private UnaryOperator<String> headerText = text -> text;
  private UnaryOperator<String> payloadText = text -> text;
  private UnaryOperator<byte[]> signature = bytes -> bytes;
  private PrivateKey key;
  private String signingAlgorithm;

  private StatementDraft(String algorithm, TestLeaf leaf) {
    this.signingAlgorithm = algorithm;
    this.key = leaf.keys().getPrivate();
    header.put("typ", "callsign-statement+jwt").put("alg", algorithm);
    ArrayNode chain = header.putArray("x5c");
    leaf.chain().encode().forEach(der -> chain.add(Base64.getEncoder().encodeToString(der)));
  }

  /** The first statement of a callsign with one device, an hour old and good for a month. */
  public static StatementDraft of(Callsign callsign, String algorithm, TestLeaf leaf) {
    StatementDraft draft = new StatementDraft(algorithm, leaf);
    Instant now = TestAuthority.NOW;
    draft.payload.put("iss", "https://" + callsign).put("sub", callsign.aLabel());
    draft.payload.put("ver", 1).put("seq", 1);
    draft.payload.put("iat", now.minusSeconds(3600).getEpochSecond());
    draft.payload.put("exp", now.plusSeconds(30 * 86_400L).getEpochSecond());
    draft.payload.putArray("devices").add(device(callsign, 1, 4242, identity(1)));
    return draft;
  }

  /** A device entry with its proof of possession. */
  public static ObjectNode device(
      Callsign callsign, int id, int registrationId, IdentityKeyPair pair) {
    byte[] message =
        ProofOfPossession.message(callsign.aLabel(), id, registrationId, pair.identityKey());
    IdentitySignature proof = pair.sign(message);
    ObjectNode device = JsonNodeFactory.instance.objectNode();
    device.put("id", id).put("registration_id", registrationId).put("name", "phone");
    device.put("proof", BASE64_URL.encodeToString(proof.encode()));
    device.put("identity_key", BASE64_URL.encodeToString(pair.identityKey().encode()));
    return device.put("added_at", 1_780_000_000);
  }

  /** The identity key pair number {@code n}: PKCS#8 around a seed of that byte. */
  public static IdentityKeyPair identity(int n) {
    String seed = HexFormat.of().toHexDigits((byte) n).repeat(32);
    try {
      return IdentityKeyPair.decode(
          HexFormat.of().parseHex("302e020100300506032b657004220420" + seed));
    } catch (MalformedException e) {
      throw new IllegalStateException(e);
    }
  }

  /** Changes header members. */
  public StatementDraft header(Consumer<ObjectNode> change) {
    change.accept(header);
    return this;
  }

  /** Changes payload members. */
  public StatementDraft payload(Consumer<ObjectNode> change) {
    change.accept(payload);
    return this;
  }

  /** Changes the first device. */
  public StatementDraft device(Consumer<ObjectNode> change) {
    change.accept((ObjectNode) payload.required("devices").required(0));
    return this;
  }

  /** Changes the header as text, where JSON objects cannot lie enough. */
  public StatementDraft headerText(UnaryOperator<String> change) {
    headerText = change;
    return this;
  }

  /** Changes the payload as text. */
  public StatementDraft payloadText(UnaryOperator<String> change) {
    payloadText = change;
    return this;
  }

  /** Changes the signature bytes. */
  public StatementDraft signature(UnaryOperator<byte[]> change) {
    signature = change;
    return this;
  }

  /** Signs with another private key. */
  public StatementDraft key(PrivateKey other) {
    key = other;
    return this;
  }

  /** Signs as this algorithm, whatever the header says. */
  public StatementDraft signedAs(String algorithm) {
    signingAlgorithm = algorithm;
    return this;
  }

  /** The compact serialization. */
  public String sign() {
    String input =
        encode(headerText.apply(header.toString()))
            + "."
            + encode(payloadText.apply(payload.toString()));
    byte[] signed = signature.apply(sign(input.getBytes(StandardCharsets.US_ASCII)));
    return input + "." + BASE64_URL.encodeToString(signed);
  }

  private byte[] sign(byte[] input) {
    try {
      Signature signer =
          switch (signingAlgorithm) {
            case "ES256" -> Signature.getInstance("SHA256withECDSAinP1363Format");
            case "ES384" -> Signature.getInstance("SHA384withECDSAinP1363Format");
            case "RS256" -> Signature.getInstance("SHA256withRSA");
            case "PS256" -> pss(32);
            case "PS256 without salt" -> pss(0);
            default -> Signature.getInstance(signingAlgorithm); // by its JCA name
          };
      signer.initSign(key);
      signer.update(input);
      return signer.sign();
    } catch (GeneralSecurityException e) {
      throw new IllegalStateException(e);
    }
  }

  private static Signature pss(int saltLength) throws GeneralSecurityException {
    Signature signer = Signature.getInstance("RSASSA-PSS");
    signer.setParameter(
        new PSSParameterSpec("SHA-256", "MGF1", MGF1ParameterSpec.SHA256, saltLength, 1));
    return signer;
  }

  private static String encode(String text) {
    return BASE64_URL.encodeToString(text.getBytes(StandardCharsets.UTF_8));
  }
}
