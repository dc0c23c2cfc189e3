package dev.callsign.directory;

import static io.restassured.RestAssured.given;
import static org.hamcrest.Matchers.emptyOrNullString;
import static org.hamcrest.Matchers.equalTo;
import static org.hamcrest.Matchers.not;
import static org.hamcrest.Matchers.nullValue;

import io.restassured.response.ValidatableResponse;

/** The requests of docs/protocol.md §8, as tests send them. */
public final class Requests {
  private Requests() {}

  /** What every answer that is a problem has (docs/problems.md). */
  static ValidatableResponse isProblem(ValidatableResponse response, int status, String slug) {
    response
        .statusCode(status)
        .contentType("application/problem+json")
        .header("Cache-Control", equalTo("no-store"))
        .header("WWW-Authenticate", status == 401 ? equalTo("callsign-request") : nullValue())
        .body("type", equalTo("https://callsign.dev/problems#" + slug))
        .body("status", equalTo(status))
        .body("title", not(emptyOrNullString()))
        .body("detail", not(emptyOrNullString()));
    return response;
  }

  static ValidatableResponse bundle(Object domain) {
    return given().when().get("/v1/callsigns/{domain}/bundle", domain.toString()).then();
  }

  /** Registers a domain. */
  public static ValidatableResponse register(Object domain) {
    return given()
        .contentType("application/json")
        .body("{\"domain\": \"" + domain + "\"}")
        .when()
        .post("/v1/callsigns")
        .then();
  }

  static ValidatableResponse check(Object domain) {
    return given().when().post("/v1/callsigns/{domain}/checks", domain.toString()).then();
  }

  static ValidatableResponse lookUp(Object domain) {
    return given().when().get("/v1/callsigns/{domain}", domain.toString()).then();
  }

  static ValidatableResponse lookUp(Object domain, String mediaType) {
    return given().accept(mediaType).when().get("/v1/callsigns/{domain}", domain.toString()).then();
  }

  static ValidatableResponse history(Object domain) {
    return given().when().get("/v1/callsigns/{domain}/history", domain.toString()).then();
  }
}
