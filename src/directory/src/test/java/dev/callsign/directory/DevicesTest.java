package dev.callsign.directory;

import static dev.callsign.directory.LabResource.lab;
import static io.restassured.RestAssured.given;
import static java.nio.charset.StandardCharsets.UTF_8;
import static org.assertj.core.api.Assertions.assertThat;
import static org.hamcrest.Matchers.contains;
import static org.hamcrest.Matchers.equalTo;
import static org.hamcrest.Matchers.hasItem;
import static org.hamcrest.Matchers.hasSize;
import static org.hamcrest.Matchers.not;
import static org.hamcrest.Matchers.nullValue;

import dev.callsign.directory.prekeys.PrekeyStore;
import dev.callsign.directory.prekeys.UploadOutcome;
import dev.callsign.lab.HistoryFault;
import dev.callsign.lab.LabDevice;
import dev.callsign.lab.LabHost;
import dev.callsign.prekey.UploadVerdict;
import dev.callsign.prekey.UploadVerifier;
import dev.callsign.report.Slug;
import io.quarkus.test.common.QuarkusTestResource;
import io.quarkus.test.junit.QuarkusTest;
import java.sql.Connection;
import java.sql.PreparedStatement;
import java.sql.ResultSet;
import java.sql.SQLException;
import java.util.Base64;
import java.util.LinkedHashMap;
import java.util.Map;
import javax.sql.DataSource;
import org.junit.jupiter.api.Test;

/** What becomes of prekeys when the devices of a callsign change (docs/protocol.md §4 and §5). */
@QuarkusTest
@QuarkusTestResource(LabResource.class)
class DevicesTest {
  private final DataSource dataSource;
  private final PrekeyStore store;

  DevicesTest(DataSource dataSource, PrekeyStore store) {
    this.dataSource = dataSource;
    this.store = store;
  }

  /** How many rows each table holds of a device. */
  private Map<String, Integer> rows(TestDevice device) {
    String of =
        " where device = (select id from prekey_device where callsign = ? and device_id = ?)";
    Map<String, Integer> rows = new LinkedHashMap<>();
    rows.put("one-time", count("select count(*) from one_time_prekey" + of, device));
    rows.put("standing", count("select count(*) from standing_prekey" + of, device));
    rows.put("ids", count("select count(*) from prekey_id" + of, device));
    rows.put(
        "devices",
        count("select count(*) from prekey_device where callsign = ? and device_id = ?", device));
    return rows;
  }

  /** Rows that belong to no device any more. */
  private int orphans() {
    return count("select count(*) from one_time_prekey" + NO_DEVICE)
        + count("select count(*) from standing_prekey" + NO_DEVICE)
        + count("select count(*) from prekey_id" + NO_DEVICE);
  }

  private static final String NO_DEVICE = " where device not in (select id from prekey_device)";

  private int count(String sql, TestDevice device) {
    try (Connection connection = dataSource.getConnection();
        PreparedStatement select = connection.prepareStatement(sql)) {
      select.setString(1, device.address().callsign().aLabel());
      select.setInt(2, device.address().deviceId());
      return first(select);
    } catch (SQLException e) {
      throw new IllegalStateException(e);
    }
  }

  private int count(String sql) {
    try (Connection connection = dataSource.getConnection();
        PreparedStatement select = connection.prepareStatement(sql)) {
      return first(select);
    } catch (SQLException e) {
      throw new IllegalStateException(e);
    }
  }

  private static int first(PreparedStatement select) throws SQLException {
    try (ResultSet row = select.executeQuery()) {
      row.next();
      return row.getInt(1);
    }
  }

  private static TestDevice first(LabHost host) {
    return new TestDevice(host, host.devices().getFirst());
  }

  @Test
  void publishesTheBundlesOfEveryDeviceThatHasPrekeys() {
    LabHost host = lab().host("several");
    Requests.register(host.callsign());
    TestDevice one = first(host);
    one.upload(one.prekeys().upload(1, 0)).statusCode(200);
    LabDevice added = host.addDeviceByConsent();
    Requests.check(host.callsign())
        .statusCode(201)
        .body("grade", equalTo("extended"))
        .body("state", equalTo("active"))
        .body("devices", hasSize(2));
    TestDevice two = new TestDevice(host, added);

    Requests.bundle(host.callsign())
        .body("statement", equalTo(host.statement()))
        .body("devices.device_id", contains(1));
    Requests.isProblem(given().get(two.path() + "/bundle").then(), 404, "no-prekeys");
    two.upload(two.prekeys().upload(1, 1)).statusCode(200);

    Requests.bundle(host.callsign()).body("devices.device_id", contains(1, 2));
    given()
        .get(two.path() + "/bundle")
        .then()
        .statusCode(200)
        .body("devices.device_id", contains(2))
        .body("devices[0].registration_id", equalTo(added.listed().registrationId()))
        .body(
            "devices[0].identity_key",
            equalTo(Base64.getEncoder().encodeToString(added.identity().identityKey().encode())));
    TestDevice.registered("a.visiting.test")
        .claim(two)
        .statusCode(200)
        .body("devices.device_id", contains(2));
    one.status().body("one_time_prekeys.count", equalTo(1));
  }

  @Test
  void takesThePrekeysOfADeviceThatLeavesTheStatement() {
    LabHost host = lab().host("shrinking");
    Requests.register(host.callsign());
    LabDevice added = host.addDeviceByConsent();
    Requests.check(host.callsign()).body("grade", equalTo("extended"));
    TestDevice one = first(host);
    TestDevice two = new TestDevice(host, added);
    one.upload(one.prekeys().upload(2, 0)).statusCode(200);
    two.upload(two.prekeys().upload(2, 2)).statusCode(200);
    TestDevice alice = TestDevice.registered("a.witness.test");
    alice.claim(two, "once").statusCode(200);
    host.removeDeviceByConsent(2);

    Requests.check(host.callsign()).statusCode(201).body("grade", equalTo("reduced"));

    Requests.bundle(host.callsign()).body("devices.device_id", contains(1));
    Requests.isProblem(given().get(two.path() + "/bundle").then(), 404, "unknown-device");
    Requests.isProblem(alice.claim(two), 404, "unknown-device");
    Requests.isProblem(alice.claim(two, "once"), 404, "unknown-device");
    Requests.isProblem(two.status(), 404, "unknown-device");
    Requests.isProblem(two.upload(two.prekeys().upload(0, 0)), 404, "unknown-device");
    Requests.isProblem(two.claim(one), 404, "unknown-device");
    assertThat(rows(two).values()).containsOnly(0);
    assertThat(orphans()).isZero();
    one.status().body("one_time_prekeys.count", equalTo(2));
  }

  @Test
  void takesThePrekeysOfADeviceWithAnotherIdentityKeyAndKeepsItsIdsUsed() {
    LabHost host = lab().host("rekeyed");
    Requests.register(host.callsign());
    TestDevice before = first(host);
    before.upload(before.prekeys().upload(2, 2)).statusCode(200);
    TestDevice alice = TestDevice.registered("a.onlooker.test");
    String answer = alice.claim(before, "once").statusCode(200).extract().asString();
    host.rotateIdentity(1);

    Requests.check(host.callsign())
        .statusCode(201)
        .body("grade", equalTo("rotated"))
        .body("state", equalTo("active"));

    TestDevice after = first(host);
    Requests.isProblem(Requests.bundle(host.callsign()), 404, "no-prekeys");
    Requests.isProblem(alice.claim(after), 404, "no-prekeys");
    Requests.isProblem(before.status(), 401, "bad-request-signature");
    after
        .status()
        .header("Callsign-Prekeys", equalTo("one-time=0, pq-one-time=0"))
        .body("signed_prekey", nullValue())
        .body("one_time_prekeys.count", equalTo(0))
        .body("claims_last_day", equalTo(1));
    assertThat(rows(after)).containsEntry("standing", 0).containsEntry("ids", 6);
    Requests.isProblem(after.upload(after.otherPrekeys().upload(2, 2)), 409, "key-id-reused")
        .body("errors", hasSize(6));
    after.prekeys().oneTime(6); // ids 1 to 6 are used
    after.upload(after.prekeys().upload(1, 0)).statusCode(200);
    Requests.bundle(host.callsign())
        .body("devices[0].signed_prekey.key_id", equalTo(7))
        .body(
            "devices[0].identity_key",
            equalTo(Base64.getEncoder().encodeToString(after.identity().identityKey().encode())));
    assertThat(alice.claim(after, "once").statusCode(200).extract().asString())
        .isNotEqualTo(answer);
  }

  /** As from a replica that has not heard of the new statement yet. */
  private UploadOutcome storeLate(TestDevice device) {
    byte[] document = device.otherPrekeys().upload(1, 1).toJson().toString().getBytes(UTF_8);
    return switch (UploadVerifier.verify(document, device.identity().identityKey())) {
      case UploadVerdict.Checked checked -> store.upload(device.address(), checked.upload(), "{}");
      case UploadVerdict.Refused refused -> throw new AssertionError(refused);
      case UploadVerdict.Unreadable unreadable -> throw new AssertionError(unreadable);
    };
  }

  @Test
  void storesNothingForAKeyThatLeftTheStatementAfterTheRequestWasAdmitted() {
    LabHost host = lab().host("overtaken");
    Requests.register(host.callsign());
    TestDevice before = first(host);
    LabDevice added = host.addDeviceByConsent();
    Requests.check(host.callsign()).body("grade", equalTo("extended"));
    host.rotateIdentity(1);
    Requests.check(host.callsign()).body("grade", equalTo("rotated"));
    host.removeDeviceByConsent(2);
    Requests.check(host.callsign()).body("grade", equalTo("reduced"));

    assertThat(storeLate(before)).isInstanceOf(UploadOutcome.OtherIdentity.class);
    assertThat(storeLate(new TestDevice(host, added)))
        .isInstanceOf(UploadOutcome.OtherIdentity.class);

    assertThat(rows(before).values()).containsOnly(0);
    TestDevice after = first(host);
    after.upload(after.prekeys().upload(1, 0)).statusCode(200);
    assertThat(storeLate(before)).isInstanceOf(UploadOutcome.OtherIdentity.class);
  }

  @Test
  void keepsThePrekeysWhenTheStatementIsRenewed() {
    LabHost host = lab().host("renewing-with-keys");
    Requests.register(host.callsign());
    TestDevice bob = first(host);
    bob.upload(bob.prekeys().upload(2, 0)).statusCode(200);
    String before = Requests.bundle(host.callsign()).extract().path("statement");
    host.renew();

    Requests.check(host.callsign()).body("grade", equalTo("renewed"));

    Requests.bundle(host.callsign())
        .body("statement", not(equalTo(before)))
        .body("statement", equalTo(host.statement()))
        .body("devices[0].signed_prekey.key_id", equalTo(1));
    bob.status().body("one_time_prekeys.count", equalTo(2));
  }

  @Test
  void keepsTheBundleOfTheDevicesInForceWhileAChangeIsHeld() {
    LabHost host = lab().host("holding");
    Requests.register(host.callsign());
    TestDevice bob = first(host);
    bob.upload(bob.prekeys().upload(1, 0)).statusCode(200);
    String statement = host.statement();
    host.misbehave(HistoryFault.IDENTITIES_REPLACED);

    Requests.check(host.callsign()).statusCode(201).body("state", equalTo("held"));

    Requests.bundle(host.callsign())
        .statusCode(200)
        .body("state", equalTo("held"))
        .body("statement", equalTo(statement))
        .body("devices[0].signed_prekey.key_id", equalTo(1));
    bob.status().statusCode(200).body("one_time_prekeys.count", equalTo(1));
    Requests.isProblem(first(host).status(), 401, "bad-request-signature");
    TestDevice.registered("a.steady.test")
        .claim(bob)
        .statusCode(200)
        .body("devices[0].one_time", equalTo("given"));
  }

  @Test
  @Provokes(Slug.DEVICE_ID_REUSED)
  void neverTakesTheIdOfADeviceThatLeftAgain() {
    LabHost host = lab().host("recycling");
    Requests.register(host.callsign());
    LabDevice added = host.addDeviceByConsent();
    Requests.check(host.callsign()).body("grade", equalTo("extended"));
    host.removeDeviceByConsent(added.listed().id());
    Requests.check(host.callsign()).body("grade", equalTo("reduced"));
    host.hostDevice(added.listed().id());

    Requests.isProblem(Requests.check(host.callsign()), 422, "verification-failed")
        .body("report.primary_failure", equalTo("device-id-reused"))
        .body("errors.slug", hasItem("device-id-reused"));

    Requests.lookUp(host.callsign()).body("devices", hasSize(1));
    host.behave();
    LabDevice next = host.addDeviceByConsent();
    assertThat(next.listed().id()).isEqualTo(3);
    Requests.check(host.callsign()).statusCode(201).body("grade", equalTo("extended"));
  }

  @Test
  void callsAnOlderStatementARollbackAlsoWhenItListsADeviceThatLeft() {
    LabHost host = lab().host("restoring");
    Requests.register(host.callsign());
    host.addDeviceByConsent();
    Requests.check(host.callsign()).body("grade", equalTo("extended"));
    String older = host.statement();
    host.removeDeviceByConsent(2);
    Requests.check(host.callsign()).body("grade", equalTo("reduced"));
    host.publish(older);

    Requests.isProblem(Requests.check(host.callsign()), 409, "statement-rollback");
  }

  @Test
  void takesADeviceAwayThatAgreesToItsOwnRemoval() {
    LabHost host = lab().host("moving-out");
    Requests.register(host.callsign());
    host.addDeviceByConsent();
    Requests.check(host.callsign()).body("grade", equalTo("extended"));
    host.removeDeviceByConsent(1);

    Requests.check(host.callsign())
        .statusCode(201)
        .body("grade", equalTo("reduced"))
        .body("devices.device_id", contains(2));
    Requests.history(host.callsign())
        .body("entries.grade", contains("reduced", "extended", "first"));
  }
}
