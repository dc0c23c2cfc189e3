package dev.callsign.directory.http;

import dev.callsign.directory.lookup.BundleLookup;
import dev.callsign.directory.lookup.BundleResult;
import dev.callsign.directory.lookup.Representation;
import io.vertx.core.buffer.Buffer;
import io.vertx.core.http.HttpHeaders;
import io.vertx.core.http.HttpServerResponse;
import io.vertx.ext.web.Router;
import io.vertx.ext.web.RoutingContext;
import jakarta.enterprise.event.Observes;
import jakarta.inject.Singleton;
import java.util.Optional;

/**
 * Answers public bundles that are at hand on the event loop, before the resources are reached; all
 * else goes on to {@link BundleResource}, which answers the same.
 */
@Singleton
class BundleRoute {

  /** Before the resources, after the check of bodies. */
  private static final int ORDER = -1;

  // Encoded once, not for every answer.
  private static final CharSequence JSON = HttpHeaders.createOptimized("application/json");
  private static final CharSequence CACHE_CONTROL =
      HttpHeaders.createOptimized(BundleResource.CACHE_CONTROL);
  private static final CharSequence ANYBODY = HttpHeaders.createOptimized("*");
  private static final CharSequence CONTENT_TYPE_OPTIONS =
      HttpHeaders.createOptimized("x-content-type-options");
  private static final CharSequence NOSNIFF = HttpHeaders.createOptimized("nosniff");

  private final BundleLookup bundles;

  BundleRoute(BundleLookup bundles) {
    this.bundles = bundles;
  }

  void register(@Observes Router router) {
    router
        .get("/v1/callsigns/:domain/bundle")
        .order(ORDER)
        .handler(context -> answer(context, bundles.atHand(parameter(context, "domain"))));
    router
        .get("/v1/callsigns/:domain/devices/:device/bundle")
        .order(ORDER)
        .handler(
            context ->
                answer(
                    context,
                    DevicePath.readId(parameter(context, "device"))
                        .flatMap(id -> bundles.atHand(parameter(context, "domain"), id))));
  }

  private static String parameter(RoutingContext context, String name) {
    String value = context.pathParam(name);
    return value == null ? "" : value;
  }

  private static void answer(RoutingContext context, Optional<BundleResult> atHand) {
    if (atHand.isPresent()
        && atHand.get() instanceof BundleResult.Found found
        && isPlain(context)) {
      write(context.response(), found.bundle());
    } else {
      context.next();
    }
  }

  /** Nobody asks for another form, or for less than the whole. */
  private static boolean isPlain(RoutingContext context) {
    String accept = context.request().getHeader(HttpHeaders.ACCEPT);
    return (accept == null || accept.contains("*/*") || accept.contains("application/json"))
        && !context.request().headers().contains(HttpHeaders.IF_NONE_MATCH)
        && !context.request().headers().contains(HttpHeaders.IF_MATCH);
  }

  private static void write(HttpServerResponse response, Representation bundle) {
    response
        .putHeader(HttpHeaders.CONTENT_TYPE, JSON)
        .putHeader(HttpHeaders.ETAG, bundle.quotedTag())
        .putHeader(HttpHeaders.CACHE_CONTROL, CACHE_CONTROL)
        .putHeader(HttpHeaders.ACCESS_CONTROL_ALLOW_ORIGIN, ANYBODY)
        .putHeader(CONTENT_TYPE_OPTIONS, NOSNIFF)
        .end(Buffer.buffer(bundle.body()));
  }
}
