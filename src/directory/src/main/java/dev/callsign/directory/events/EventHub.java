package dev.callsign.directory.events;

import dev.callsign.directory.storage.StorageException;
import dev.callsign.event.DirectoryEvent;
import dev.callsign.name.Callsign;
import io.micrometer.core.instrument.Gauge;
import io.micrometer.core.instrument.MeterRegistry;
import jakarta.enterprise.context.ApplicationScoped;
import jakarta.persistence.PersistenceException;
import java.util.ArrayList;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.Set;
import java.util.concurrent.ConcurrentHashMap;
import java.util.concurrent.atomic.AtomicBoolean;
import org.jboss.logging.Logger;

/**
 * Tells those who are connected of events. A round looks whether there are new ones of the
 * callsigns that somebody follows, whichever replica made them, and lets each follower catch up
 * from where he is: none is missed, and none comes twice on one connection.
 *
 * <p>Nothing is kept for a follower who is slow: he reads on from the database when he has room.
 * Safe for concurrent use.
 */
@ApplicationScoped
public class EventHub {

  /** Connections of one process; each holds a socket and some kilobytes. */
  public static final int MAX_FOLLOWERS = 10_000;

  /** Events that are read at once for one follower. */
  private static final int MAX_AT_ONCE = 50;

  /** Callsigns in one question. */
  private static final int MAX_ASKED = 500;

  /** Rounds without news after which there is a sign of life: proxies close silent connections. */
  private static final int SILENT_ROUNDS = 15;

  private static final Logger LOG = Logger.getLogger(EventHub.class);

  private final EventReader events;
  private final Set<Subscription> subscriptions = ConcurrentHashMap.newKeySet();

  EventHub(EventReader events, MeterRegistry meters) {
    this.events = events;
    Gauge.builder("callsign.event.followers", subscriptions, Set::size).register(meters);
  }

  /** Somebody connected, and how far he is. */
  public final class Subscription {
    private final Callsign callsign;
    private final Follower follower;
    private final AtomicBoolean busy = new AtomicBoolean();
    private volatile long position;
    private volatile boolean behind = true;
    private int silence; // counted by rounds alone

    private Subscription(Callsign callsign, long position, Follower follower) {
      this.callsign = callsign;
      this.position = position;
      this.follower = follower;
    }

    /** He has gone. */
    public void cancel() {
      subscriptions.remove(this);
    }

    /** He has room again. */
    public void proceed() {
      if (behind) {
        catchUp(this);
      }
    }
  }

  /** Whether nobody else can be told. */
  public boolean isFull() {
    return subscriptions.size() >= MAX_FOLLOWERS;
  }

  /**
   * Adds a follower, who is told of events with an id above {@code after}.
   *
   * @return empty when there are too many
   */
  public synchronized Optional<Subscription> follow(
      Callsign callsign, long after, Follower follower) {
    if (isFull()) {
      return Optional.empty();
    }
    Subscription subscription = new Subscription(callsign, after, follower);
    subscriptions.add(subscription);
    return Optional.of(subscription);
  }

  /** Looks for news once; the caller repeats it every second. */
  public void round() {
    Map<String, List<Subscription>> byName = new HashMap<>();
    subscriptions.forEach(
        each ->
            byName.computeIfAbsent(each.callsign.aLabel(), name -> new ArrayList<>()).add(each));
    List<String> names = List.copyOf(byName.keySet());
    for (int from = 0; from < names.size(); from += MAX_ASKED) {
      List<String> asked = names.subList(from, Math.min(names.size(), from + MAX_ASKED));
      Map<String, Long> last = events.last(asked);
      for (String name : asked) {
        byName
            .getOrDefault(name, List.of())
            .forEach(each -> look(each, last.getOrDefault(name, 0L)));
      }
    }
  }

  /** Ends every connection. */
  public void close() {
    subscriptions.forEach(each -> each.follower.end());
    subscriptions.clear();
  }

  private void look(Subscription subscription, long last) {
    if (last > subscription.position) {
      subscription.behind = true;
      subscription.silence = 0;
      catchUp(subscription);
    } else if (++subscription.silence >= SILENT_ROUNDS && subscription.follower.room() > 0) {
      subscription.silence = 0;
      subscription.follower.idle();
    }
  }

  /** On a thread of its own, one for each follower at a time: reading blocks. */
  private void catchUp(Subscription subscription) {
    if (subscription.follower.room() > 0 && subscription.busy.compareAndSet(false, true)) {
      Thread.ofVirtual().name("events").start(() -> read(subscription));
    }
  }

  private void read(Subscription subscription) {
    try {
      while (subscriptions.contains(subscription)) {
        long room = Math.min(MAX_AT_ONCE, subscription.follower.room());
        if (room == 0) {
          break; // proceed() comes when there is
        }
        List<DirectoryEvent> next =
            events.after(subscription.callsign, subscription.position, (int) room);
        if (next.isEmpty()) {
          subscription.behind = false;
          break;
        }
        for (DirectoryEvent event : next) {
          subscription.follower.take(event);
          subscription.position = event.id();
        }
      }
    } catch (StorageException | PersistenceException e) {
      LOG.warnf("followers of %s have to wait: %s", subscription.callsign, e.getMessage());
    } finally {
      subscription.busy.set(false);
    }
  }
}
