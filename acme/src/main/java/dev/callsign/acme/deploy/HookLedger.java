package dev.callsign.acme.deploy;

import java.util.EnumMap;
import java.util.Map;
import org.jspecify.annotations.Nullable;

/**
 * What programs are owed: the content of the ledger's file.
 *
 * @param served what was live when they were last told; null before anything was
 * @param owed by kind
 */
record HookLedger(@Nullable Served served, Map<HookEvent, Owed> owed) {

  static final HookLedger EMPTY = new HookLedger(null, Map.of());

  HookLedger {
    owed = Map.copyOf(owed);
  }

  HookLedger with(Served other) {
    return new HookLedger(other, owed);
  }

  HookLedger with(HookEvent event, Owed other) {
    Map<HookEvent, Owed> all = new EnumMap<>(HookEvent.class);
    all.putAll(owed);
    all.put(event, other);
    return new HookLedger(served, all);
  }
}
