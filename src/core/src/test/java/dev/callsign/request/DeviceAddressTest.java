package dev.callsign.request;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import dev.callsign.name.NamePolicy;
import dev.callsign.report.MalformedException;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;

/** Devices by name; texts that are none are in {@link RequestVerifierTest}. */
class DeviceAddressTest {

  @ParameterizedTest
  @ValueSource(
      strings = {"alice.example#1", "alice.example#127", "xn--bcher-kva.example#99", "a.bc#10"})
  void isWrittenAsItWasRead(String text) throws MalformedException {
    DeviceAddress address = DeviceAddress.parse(text, NamePolicy.PUBLIC);

    assertThat(address).hasToString(text);
    assertThat(text).isEqualTo(address.callsign().aLabel() + "#" + address.deviceId());
  }

  @Test
  void hasNoIdThatLibsignalRefuses() throws MalformedException {
    DeviceAddress address = DeviceAddress.parse("alice.example#1", NamePolicy.PUBLIC);

    for (int id : new int[] {0, 128, -1}) {
      assertThatThrownBy(() -> new DeviceAddress(address.callsign(), id))
          .isInstanceOf(IllegalArgumentException.class);
    }
  }
}
