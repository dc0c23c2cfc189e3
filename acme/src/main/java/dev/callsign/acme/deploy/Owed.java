package dev.callsign.acme.deploy;

import java.time.Instant;
import java.util.Map;
import java.util.TreeMap;

/**
 * The last thing of its kind that programs are to be told of, and how far that is. Another subject
 * takes the place of an earlier one, whether that was told or not.
 *
 * @param subject what it is about; the same one is the same thing
 * @param at when it happened; whole seconds
 * @param detail for a person; perhaps empty, never a secret
 * @param runs by the name of the program
 */
record Owed(String subject, Instant at, String detail, Map<String, HookRun> runs) {

  Owed {
    runs = Map.copyOf(runs);
  }

  HookRun of(String hook) {
    return runs.getOrDefault(hook, HookRun.NEVER);
  }

  Owed with(String hook, HookRun run) {
    Map<String, HookRun> all = new TreeMap<>(runs);
    all.put(hook, run);
    return new Owed(subject, at, detail, all);
  }
}
