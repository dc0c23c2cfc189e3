package dev.callsign.fuzz;

import static org.assertj.core.api.Assertions.assertThat;

import com.fasterxml.jackson.databind.JsonNode;
import dev.callsign.bundle.BundleVerdict;
import dev.callsign.bundle.BundleVerifier;
import dev.callsign.bundle.DeviceBundle;
import dev.callsign.bundle.OneTime;
import dev.callsign.bundle.VerifiedBundle;
import dev.callsign.prekey.Prekey;
import dev.callsign.report.Step;
import dev.callsign.report.VerificationReport;
import dev.callsign.testing.Docs;
import dev.callsign.testing.StatementDraft;
import dev.callsign.testing.TestAuthority;
import dev.callsign.testing.TestPolicy;
import java.nio.charset.StandardCharsets;
import java.util.Arrays;
import java.util.Base64;

/**
 * The input is a bundle of {@code alice.example} in which {@code @} stands for a good statement:
 * devices 1 and 2, registered as 101 and 102, with the identity key pairs of these numbers.
 */
final class BundleFuzz implements FuzzTarget {

  private final BundleVerifier verifier =
      new BundleVerifier(TestPolicy.chainsOf(FuzzWorld.ROOT.trustedAsShipped()));
  private final String statement =
      StatementDraft.of(FuzzWorld.ALICE, "ES256", FuzzWorld.LEAF)
          .payload(
              payload ->
                  payload
                      .putArray("devices")
                      .add(
                          StatementDraft.device(
                              FuzzWorld.ALICE, 1, 101, StatementDraft.identity(1)))
                      .add(
                          StatementDraft.device(
                              FuzzWorld.ALICE, 2, 102, StatementDraft.identity(2))))
          .sign();

  @Override
  public boolean accepts(byte[] input) {
    // One character a byte, so that what is no UTF-8 stays none.
    byte[] bundle =
        new String(input, StandardCharsets.ISO_8859_1)
            .replaceFirst("@", statement)
            .getBytes(StandardCharsets.ISO_8859_1);
    BundleVerdict verdict = verify(bundle);
    BundleVerdict again = verify(bundle);

    return switch (verdict) {
      case BundleVerdict.Unreadable unreadable -> {
        assertThat(again).isEqualTo(unreadable);
        yield false;
      }
      case BundleVerdict.Contradicted contradicted -> {
        assertThat(again).isEqualTo(contradicted);
        isSound(contradicted.report(), bundle);
        assertThat(contradicted.report().primaryFailure()).isEmpty();
        yield false;
      }
      case BundleVerdict.Rejected rejected -> {
        assertThat(again).isEqualTo(rejected);
        isSound(rejected.report(), bundle);
        assertThat(rejected.report().primaryFailure()).isPresent();
        yield false;
      }
      case BundleVerdict.Verified verified -> {
        isSound(verified.bundle().report(), bundle);
        assertThat(verified.bundle().report().primaryFailure()).isEmpty();
        assertThat(verified.bundle().report().findings())
            .anyMatch(finding -> finding.step() == Step.PREKEYS);
        assertThat(verified.bundle().statement().compact()).isEqualTo(statement);
        saysWhatAnyReaderReads(verified.bundle(), bundle);
        yield true;
      }
    };
  }

  private BundleVerdict verify(byte[] bundle) {
    return verifier.verify(bundle, FuzzWorld.ALICE, null, TestAuthority.NOW);
  }

  private static void isSound(VerificationReport report, byte[] bundle) {
    assertThat(report.callsign()).isEqualTo("alice.example");
    assertThat(report.at()).isEqualTo(TestAuthority.NOW);
    Verdicts.repeatNothing(report.findings(), new String(bundle, StandardCharsets.UTF_8));
  }

  /** Read once more as a client reads it: with a JSON parser that takes what comes. */
  private static void saysWhatAnyReaderReads(VerifiedBundle bundle, byte[] bytes) {
    JsonNode devices = Docs.parse(new String(bytes, StandardCharsets.UTF_8)).required("devices");
    assertThat(devices.size()).isEqualTo(bundle.devices().size()).isPositive();
    for (int i = 0; i < devices.size(); i++) {
      JsonNode read = devices.required(i);
      DeviceBundle device = bundle.devices().get(i);
      assertThat(read.required("device_id").asInt()).isEqualTo(device.device().id());
      isTheSame(read.required("signed_prekey"), device.signedPrekey());
      assertThat(read.has("one_time_prekey"))
          .isEqualTo(device.oneTimePrekey() != null)
          .isEqualTo(device.oneTime() == OneTime.GIVEN);
      if (device.oneTimePrekey() != null) {
        isTheSame(read.required("one_time_prekey"), device.oneTimePrekey());
      }
      assertThat(read.has("pq_prekey")).isEqualTo(device.pqPrekey() != null);
      if (device.pqPrekey() != null) {
        isTheSame(read.required("pq_prekey"), device.pqPrekey());
      }
      assertThat(device.signedPrekey().isSignedBy(device.device().identityKey())).isTrue();
    }
  }

  private static void isTheSame(JsonNode read, Prekey prekey) {
    assertThat(read.required("key_id").asInt()).isEqualTo(prekey.keyId());
    assertThat(
            Arrays.equals(
                Base64.getDecoder().decode(read.required("public_key").asText()),
                prekey.encodedKey()))
        .isTrue();
  }
}
