package dev.callsign.directory.record;

/** Fired inside the transaction that changed what is recorded of a callsign, named by A-label. */
public record CallsignRecorded(String name) {}
