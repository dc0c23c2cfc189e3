package dev.callsign.directory.events;

import java.time.Instant;

/**
 * An event that a receiver did not take for as long as it was tried.
 *
 * @param event the id of the event
 * @param reason why the last try failed, for people
 * @param replays whether an operator asked for another try
 */
public record DeadLetter(
    long id, Watch watch, long event, Instant failedAt, String reason, boolean replays) {}
