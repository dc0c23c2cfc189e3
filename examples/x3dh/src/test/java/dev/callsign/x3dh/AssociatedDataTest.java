package dev.callsign.x3dh;

import static org.assertj.core.api.Assertions.assertThat;

import dev.callsign.name.NamePolicy;
import dev.callsign.prekey.IdentityKey;
import dev.callsign.prekey.IdentityKeyPair;
import dev.callsign.report.MalformedException;
import dev.callsign.request.DeviceAddress;
import java.nio.charset.StandardCharsets;
import java.security.SecureRandom;
import java.util.HexFormat;
import java.util.stream.Stream;
import org.junit.jupiter.api.Test;

/** What both sides must mean alike, byte for byte. */
class AssociatedDataTest {

  private static final IdentityKey FIRST = key();
  private static final IdentityKey SECOND = key();

  @Test
  void isEveryFieldAfterItsLength() {
    String expected =
        "0010"
            + hex("callsign-x3dh-v1")
            + ("000d" + hex("alice.example") + "0001" + "01" + "0021" + hex(FIRST))
            + ("000b" + hex("bob.example") + "0001" + "7f" + "0021" + hex(SECOND));

    assertThat(
            AssociatedData.encode(
                party("alice.example#1", FIRST), party("bob.example#127", SECOND)))
        .isEqualTo(HexFormat.of().parseHex(expected));
  }

  @Test
  void isAnotherWhenAnythingIsAnother() {
    Party alice = party("alice.example#1", FIRST);
    Party bob = party("bob.example#1", SECOND);
    Stream<byte[]> all =
        Stream.of(
            AssociatedData.encode(alice, bob),
            AssociatedData.encode(bob, alice),
            AssociatedData.encode(party("alice.example#2", FIRST), bob),
            AssociatedData.encode(party("carol.example#1", FIRST), bob),
            AssociatedData.encode(party("alice.example#1", SECOND), bob),
            AssociatedData.encode(alice, party("bob.example#2", SECOND)),
            AssociatedData.encode(alice, party("carol.example#1", SECOND)),
            AssociatedData.encode(alice, party("bob.example#1", FIRST)));

    assertThat(all.map(HexFormat.of()::formatHex)).doesNotHaveDuplicates();
  }

  @Test
  void holdsTheLongestNames() {
    String name = ("a".repeat(61) + ".").repeat(4) + "com";
    Party longest = party(name + "#127", FIRST);

    assertThat(AssociatedData.encode(longest, longest)).hasSizeGreaterThan(2 * name.length());
  }

  private static Party party(String address, IdentityKey key) {
    try {
      return new Party(DeviceAddress.parse(address, NamePolicy.PUBLIC), key);
    } catch (MalformedException e) {
      throw new AssertionError(e);
    }
  }

  private static IdentityKey key() {
    return IdentityKeyPair.generate(new SecureRandom()).identityKey();
  }

  private static String hex(String text) {
    return HexFormat.of().formatHex(text.getBytes(StandardCharsets.US_ASCII));
  }

  private static String hex(IdentityKey key) {
    return HexFormat.of().formatHex(key.encode());
  }
}
