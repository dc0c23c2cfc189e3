package dev.callsign.directory;

import static io.restassured.RestAssured.given;
import static org.assertj.core.api.Assertions.assertThat;
import static org.hamcrest.Matchers.containsString;
import static org.hamcrest.Matchers.endsWith;
import static org.hamcrest.Matchers.equalTo;
import static org.hamcrest.Matchers.not;

import dev.callsign.directory.http.ProblemType;
import io.quarkus.test.common.QuarkusTestResource;
import io.quarkus.test.junit.QuarkusTest;
import io.restassured.RestAssured;
import io.restassured.response.ValidatableResponse;
import java.io.ByteArrayInputStream;
import java.io.IOException;
import java.net.URI;
import java.net.http.HttpClient;
import java.net.http.HttpRequest;
import java.net.http.HttpRequest.BodyPublishers;
import java.net.http.HttpResponse;
import java.net.http.HttpResponse.BodyHandlers;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.Arrays;
import java.util.Set;
import java.util.TreeSet;
import java.util.regex.Pattern;
import java.util.stream.Collectors;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;

/** Whatever is wrong with a request, the answer is a problem document (docs/problems.md). */
@QuarkusTest
@QuarkusTestResource(LabResource.class)
class ProblemsTest {

  private static void isProblem(ValidatableResponse response, int status, String slug) {
    response
        .statusCode(status)
        .contentType("application/problem+json")
        .body("type", endsWith("#" + slug))
        .body("status", equalTo(status))
        .body(not(containsString("Exception")))
        .body(not(containsString("at dev.callsign")));
  }

  @ParameterizedTest
  @ValueSource(
      strings = {
        "",
        "{",
        "[]",
        "null",
        "\"alice.callsign.test\"",
        "{\"domain\": 7}",
        "{\"name\": \"alice.callsign.test\"}",
        "{\"domain\": \"a.callsign.test\", \"domain\": \"b.callsign.test\"}",
        "{\"domain\": \"alice.callsign.test\"} and more",
        "\u0000",
      })
  void refusesABodyThatIsNotTheDocumentedOne(String body) {
    isProblem(
        given().contentType("application/json").body(body).post("/v1/callsigns").then(),
        400,
        "malformed-request");
  }

  @ParameterizedTest
  @ValueSource(strings = {"text/plain", "application/xml", "application/x-www-form-urlencoded"})
  void refusesOtherMediaTypes(String mediaType) {
    isProblem(
        given().contentType(mediaType).body("domain=a.b").post("/v1/callsigns").then(),
        415,
        "unsupported-media-type");
  }

  @Test
  void refusesMediaTypesThatItDoesNotServe() {
    isProblem(
        given().accept("image/png").get("/v1/callsigns/alice.callsign.test").then(),
        406,
        "not-acceptable");
  }

  @Test
  void refusesABodyThatAnnouncesMoreThanOneMebibyte() {
    isProblem(
        given()
            .contentType("application/json")
            .body(new byte[1024 * 1024 + 1])
            .post("/v1/callsigns")
            .then(),
        413,
        "request-too-large");
  }

  @Test
  void refusesABodyOfUnknownLengthThatGrowsBeyondOneMebibyte() throws Exception {
    HttpRequest chunked =
        HttpRequest.newBuilder(URI.create("http://localhost:" + RestAssured.port + "/v1/callsigns"))
            .version(HttpClient.Version.HTTP_1_1)
            .header("Content-Type", "application/json")
            .POST(
                BodyPublishers.ofInputStream(
                    () -> new ByteArrayInputStream(new byte[1024 * 1024 + 1])))
            .build();

    try (HttpClient client = HttpClient.newHttpClient()) {
      HttpResponse<String> answer = client.send(chunked, BodyHandlers.ofString());

      assertThat(answer.statusCode()).isEqualTo(413);
      assertThat(answer.headers().firstValue("Content-Type")).contains("application/problem+json");
      assertThat(answer.body()).contains("#request-too-large");
    }
  }

  @ParameterizedTest
  @ValueSource(
      strings = {"/", "/v1", "/v1/nothing", "/v1/callsigns/a.test/b", "/q/nothing", "/%00"})
  void answersUnknownPathsWithAProblem(String path) {
    ValidatableResponse response = given().urlEncodingEnabled(false).get(path).then();

    assertThat(response.extract().statusCode()).isBetween(400, 405);
    assertThat(response.extract().contentType()).isEqualTo("application/problem+json");
  }

  @Test
  void refusesOtherMethods() {
    isProblem(given().delete("/v1/callsigns").then(), 405, "method-not-allowed");
  }

  @ParameterizedTest
  @ValueSource(
      strings = {"limit=0", "limit=101", "limit=x", "before=-1", "before=99999999999999999999"})
  void refusesPagesThatDoNotExist(String query) {
    isProblem(
        given().get("/v1/callsigns/alice.callsign.test/history?" + query).then(),
        400,
        "malformed-request");
  }

  @Test
  void everyProblemTypeHasItsAnchorInTheDocumentAndNoAnchorIsLeftOver() throws IOException {
    Set<String> headings =
        Pattern.compile("^## ([a-z0-9-]+)$", Pattern.MULTILINE)
            .matcher(Files.readString(Path.of("../../docs/problems.md")))
            .results()
            .map(match -> match.group(1))
            .collect(Collectors.toCollection(TreeSet::new));

    assertThat(headings)
        .containsExactlyElementsOf(
            Arrays.stream(ProblemType.values())
                .map(ProblemType::slug)
                .collect(Collectors.toCollection(TreeSet::new)));
  }
}
