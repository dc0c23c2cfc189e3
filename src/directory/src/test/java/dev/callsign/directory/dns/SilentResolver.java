package dev.callsign.directory.dns;

import java.time.Duration;
import java.util.List;
import org.jspecify.annotations.Nullable;
import org.xbill.DNS.EDNSOption;
import org.xbill.DNS.Resolver;
import org.xbill.DNS.TSIG;

/** A resolver without a network: whoever extends it says what is answered. */
abstract class SilentResolver implements Resolver {

  @Override
  public void setPort(int port) {}

  @Override
  public void setTCP(boolean flag) {}

  @Override
  public void setIgnoreTruncation(boolean flag) {}

  @Override
  public void setEDNS(int version, int payloadSize, int flags, List<EDNSOption> options) {}

  @Override
  public void setTSIGKey(@Nullable TSIG key) {}

  @Override
  public void setTimeout(Duration timeout) {}
}
