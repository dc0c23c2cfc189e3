package dev.callsign.bundle;

import dev.callsign.report.VerificationReport;
import dev.callsign.statement.VerifiedStatement;
import java.util.List;
import java.util.Optional;

/**
 * Prekeys of devices that speak for a callsign, signed by their identity keys: who holds one has
 * proof. Only {@link BundleVerifier} makes one, and its documentation says what is NOT proved.
 */
public final class VerifiedBundle {
  private final VerifiedStatement statement;
  private final VerificationReport report;
  private final List<DeviceBundle> devices;

  VerifiedBundle(
      VerifiedStatement statement, VerificationReport report, List<DeviceBundle> devices) {
    this.statement = statement;
    this.report = report;
    this.devices = List.copyOf(devices);
  }

  /** The statement that lists the devices, verified here and now. */
  public VerifiedStatement statement() {
    return statement;
  }

  /** What was checked here, the step prekeys included; not what the directory says. */
  public VerificationReport report() {
    return report;
  }

  /**
   * At least one device, each once, in the order of the answer; perhaps not all of the statement.
   */
  public List<DeviceBundle> devices() {
    return devices;
  }

  /** The bundle of the device with this id; empty when the answer has none. */
  public Optional<DeviceBundle> device(int id) {
    return devices.stream().filter(bundle -> bundle.device().id() == id).findFirst();
  }
}
