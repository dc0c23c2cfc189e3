package dev.callsign.directory;

import static io.restassured.RestAssured.given;

import io.restassured.response.ValidatableResponse;

/** The requests of docs/protocol.md §8, as tests send them. */
final class Requests {
  private Requests() {}

  static ValidatableResponse register(Object domain) {
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
