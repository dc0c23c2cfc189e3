package dev.callsign.acme.prekey;

import picocli.CommandLine.Command;

/** {@code prekeys}: the group of the commands about prekeys; does nothing by itself. */
@Command(
    name = "prekeys",
    description = "Publish, refill and examine the prekeys of a device at a directory.")
public final class PrekeysCommand {}
