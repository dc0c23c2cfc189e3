package dev.callsign.acme.device;

import dev.callsign.acme.cli.CommandFailure;
import dev.callsign.acme.cli.ExitCode;
import dev.callsign.name.Callsign;
import dev.callsign.statement.Device;
import dev.callsign.statement.KeyStatement;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;
import org.jspecify.annotations.Nullable;

/**
 * The devices that speak for a callsign, and the id that the next one gets.
 *
 * @param callsign the owner's name
 * @param nextId above every id that was ever given; {@link Device#MAX_ID} + 1 when all are used
 * @param devices at most {@link KeyStatement#MAX_DEVICES}, in the order in which they were added
 */
public record DeviceRegister(Callsign callsign, int nextId, List<Device> devices) {

  /** Copies the list. */
  public DeviceRegister {
    devices = List.copyOf(devices);
  }

  static DeviceRegister empty(Callsign callsign) {
    return new DeviceRegister(callsign, Device.MIN_ID, List.of());
  }

  /**
   * Checks that this register is the one of {@code expected}; null expects nothing.
   *
   * @throws CommandFailure {@code BAD_CONFIGURATION}: it is another callsign's
   */
  public void requireCallsign(@Nullable Callsign expected, Path file) throws CommandFailure {
    if (expected != null && !expected.equals(callsign)) {
      throw new CommandFailure(
          ExitCode.BAD_CONFIGURATION,
          file + " lists the devices of " + callsign + ", not of " + expected);
    }
  }

  /** Refuses early, before a key is made, when no device can be added. */
  void requireRoom() throws CommandFailure {
    if (devices.size() == KeyStatement.MAX_DEVICES) {
      throw new CommandFailure(
          ExitCode.BAD_INPUT,
          callsign
              + " has "
              + KeyStatement.MAX_DEVICES
              + " devices, which is the most; remove one first");
    }
    if (nextId > Device.MAX_ID) {
      throw new CommandFailure(
          ExitCode.BAD_INPUT, callsign + " has used all ids up to " + Device.MAX_ID);
    }
  }

  /** This register with {@code device}, whose id is {@link #nextId}. */
  DeviceRegister with(Device device) {
    List<Device> more = new ArrayList<>(devices);
    more.add(device);
    return new DeviceRegister(callsign, nextId + 1, more);
  }

  /**
   * This register without the device {@code id}; the id stays used.
   *
   * @throws CommandFailure {@code BAD_INPUT}: there is no such device
   */
  DeviceRegister without(int id) throws CommandFailure {
    List<Device> rest = devices.stream().filter(device -> device.id() != id).toList();
    if (rest.size() == devices.size()) {
      throw new CommandFailure(ExitCode.BAD_INPUT, callsign + " has no device " + id);
    }
    return new DeviceRegister(callsign, nextId, rest);
  }
}
