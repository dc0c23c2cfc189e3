package dev.callsign.acme.device;

import picocli.CommandLine.Command;

/** {@code device}: the group of the commands about devices; does nothing by itself. */
@Command(
    name = "device",
    description = "Add, list and remove the devices that speak for a callsign.")
public final class DeviceCommand {}
