package dev.callsign.directory.http;

import com.fasterxml.jackson.core.JsonParser;
import com.fasterxml.jackson.databind.DeserializationFeature;
import com.fasterxml.jackson.databind.JsonNode;
import com.fasterxml.jackson.databind.ObjectMapper;
import com.fasterxml.jackson.databind.json.JsonMapper;
import java.io.IOException;
import java.io.InputStream;

/**
 * The body of {@code POST /v1/callsigns}.
 *
 * @param domain the domain name, ASCII or Unicode
 */
public record RegistrationRequest(String domain) {
  private static final ObjectMapper MAPPER =
      JsonMapper.builder()
          .enable(JsonParser.Feature.STRICT_DUPLICATE_DETECTION)
          .enable(DeserializationFeature.FAIL_ON_TRAILING_TOKENS)
          .build();

  static RegistrationRequest parse(InputStream stream) {
    try {
      JsonNode domain = MAPPER.readTree(RequestBody.read(stream)).path("domain");
      if (domain.isTextual()) {
        return new RegistrationRequest(domain.textValue());
      }
    } catch (IOException e) {
      // said below: whatever is wrong, this is what is expected
    }
    throw new ProblemException(
        ProblemType.MALFORMED_REQUEST, "The body is JSON like {\"domain\": \"alice.example\"}.");
  }
}
