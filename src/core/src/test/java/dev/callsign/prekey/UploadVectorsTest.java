package dev.callsign.prekey;

import static org.assertj.core.api.Assertions.assertThat;

import com.fasterxml.jackson.databind.JsonNode;
import dev.callsign.json.Base64Url;
import dev.callsign.report.MalformedException;
import dev.callsign.testing.Docs;
import java.nio.charset.StandardCharsets;
import java.util.Base64;
import java.util.Objects;
import java.util.stream.Stream;
import java.util.stream.StreamSupport;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.MethodSource;

/** Uploads and digests that docs/vectors/request/generate.py made with OpenSSL. */
class UploadVectorsTest {

  static Stream<JsonNode> digests() {
    return uploads().filter(row -> !row.required("digest").isNull());
  }

  static Stream<JsonNode> uploads() {
    return StreamSupport.stream(
        Docs.vectors("request/requests.json").required("uploads").spliterator(), false);
  }

  @Test
  void theVectorsCoverBothSignsOfTheEdwardsKey() {
    assertThat(uploads().map(row -> row.required("sign").asInt())).contains(0, 1);
  }

  @ParameterizedTest(name = "{index}")
  @MethodSource("uploads")
  void isAccepted(JsonNode row) throws MalformedException {
    assertThat(verify(row)).isInstanceOf(UploadVerdict.Checked.class);
  }

  @ParameterizedTest(name = "{index}")
  @MethodSource("uploads")
  void isWrittenAsItWasRead(JsonNode row) throws MalformedException {
    JsonNode document = Docs.parse(row.required("document").asText());

    assertThat((JsonNode) upload(row).toJson()).isEqualTo(document);
  }

  @ParameterizedTest(name = "{index}")
  @MethodSource("digests")
  void hasTheDigestOfPython(JsonNode row) throws MalformedException {
    PrekeyUpload upload = upload(row);

    byte[] digest =
        PrekeyDigest.of(
            key(row), Objects.requireNonNull(upload.signedPrekey()), upload.pqLastResort());

    assertThat(digest).hasSize(PrekeyDigest.LENGTH_BYTES);
    assertThat(Base64Url.encode(digest)).isEqualTo(row.required("digest").asText());
  }

  private static PrekeyUpload upload(JsonNode row) throws MalformedException {
    return ((UploadVerdict.Checked) verify(row)).upload().upload();
  }

  private static UploadVerdict verify(JsonNode row) throws MalformedException {
    return UploadVerifier.verify(
        row.required("document").asText().getBytes(StandardCharsets.UTF_8), key(row));
  }

  private static IdentityKey key(JsonNode row) throws MalformedException {
    return IdentityKey.decode(Base64.getDecoder().decode(row.required("identity_key").asText()));
  }
}
