package dev.callsign.directory.app;

import dev.callsign.directory.events.Courier;
import dev.callsign.directory.events.DirectoryKeys;
import dev.callsign.directory.events.EventHub;
import dev.callsign.directory.events.EventReader;
import dev.callsign.directory.events.WatchStore;
import dev.callsign.directory.fetch.WebhookSender;
import dev.callsign.event.DirectoryKeyPair;
import dev.callsign.event.EventSigner;
import io.micrometer.core.instrument.MeterRegistry;
import io.quarkus.runtime.ShutdownEvent;
import io.quarkus.runtime.StartupEvent;
import jakarta.enterprise.context.ApplicationScoped;
import jakarta.enterprise.event.Observes;
import jakarta.enterprise.inject.Produces;
import jakarta.inject.Singleton;
import java.time.Clock;
import java.time.Duration;

/** Sends the news on its way: the rounds of events, of webhooks and of the keys that sign them. */
@ApplicationScoped
class News {
  /** Between two looks for news: a receiver hears of an event within two of these. */
  private static final Duration LOOK_EVERY = Duration.ofSeconds(1);

  /** Between two times that a process says that it uses its key. */
  private static final Duration KEYS_EVERY = Duration.ofHours(1);

  private final Rounds rounds = new Rounds();
  private final EventHub hub;

  News(EventHub hub) {
    this.hub = hub;
  }

  void start(@Observes StartupEvent event, Courier courier, DirectoryKeys keys) {
    rounds.repeat("keys", KEYS_EVERY, keys::use);
    rounds.repeat("events", LOOK_EVERY, hub::round);
    rounds.repeat("webhooks", LOOK_EVERY, courier::round);
  }

  void stop(@Observes ShutdownEvent event) {
    rounds.close();
    hub.close();
  }

  @Produces
  @Singleton
  Courier courier(
      CallsignConfig config,
      WatchStore watches,
      EventReader events,
      DirectoryKeyPair key,
      WebhookSender sender,
      Clock clock,
      MeterRegistry meters) {
    EventSigner signer = new EventSigner(key, config.baseUrl());
    return new Courier(watches, events, signer, sender, config.fetch().port(), clock, meters);
  }
}
