package dev.callsign.directory.prekeys;

/** Fired after it became durable that other prekeys are published of a callsign, by A-label. */
public record PrekeysChanged(String name) {}
