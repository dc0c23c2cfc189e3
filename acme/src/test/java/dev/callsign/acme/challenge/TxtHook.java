package dev.callsign.acme.challenge;

import dev.callsign.acme.Bind9;
import java.net.InetAddress;
import java.net.InetSocketAddress;
import java.nio.file.Files;
import java.nio.file.Path;
import java.nio.file.attribute.PosixFilePermissions;
import java.time.Clock;
import org.xbill.DNS.Name;

/** A program as an owner may have one: changes his zone, in another process. */
final class TxtHook {

  private TxtHook() {}

  /** Writes a program that runs {@link #main} with what it is given. */
  static Path script(Path folder, InetSocketAddress server) throws Exception {
    String classPath =
        System.getProperty("surefire.test.class.path", System.getProperty("java.class.path"));
    Path java = Path.of(System.getProperty("java.home"), "bin", "java");
    Path script =
        Files.writeString(
            folder.resolve("hook"),
            "#!/bin/sh\nexec %s -cp '%s' %s %d \"$@\"\n"
                .formatted(java, classPath, TxtHook.class.getName(), server.getPort()));
    return Files.setPosixFilePermissions(script, PosixFilePermissions.fromString("rwx------"));
  }

  public static void main(String[] args) throws Exception {
    InetSocketAddress server =
        new InetSocketAddress(InetAddress.ofLiteral("127.0.0.1"), Integer.parseInt(args[0]));
    DnsUpdate updates = new DnsUpdate(server, TsigKey.parse(Bind9.KEY), Clock.systemUTC());
    Zone zone = new Zone(Name.fromString("callsign.test."), Name.fromString(args[2]));
    switch (args[1]) {
      case "present" -> updates.add(zone, args[3]);
      case "cleanup" -> updates.remove(zone, args[3]);
      default -> throw new IllegalArgumentException(args[1]);
    }
  }
}
