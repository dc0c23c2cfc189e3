package dev.callsign.lab;

import java.io.IOException;
import java.io.UncheckedIOException;
import java.net.InetSocketAddress;
import java.nio.channels.ServerSocketChannel;
import java.nio.channels.SocketChannel;
import java.util.ArrayList;
import java.util.List;

/**
 * A listener whose queue is full and never emptied: Linux drops every further SYN, so that a
 * connection neither succeeds nor is refused (listen(2), tcp_abort_on_overflow at its default 0).
 */
final class FullListener implements AutoCloseable {

  private static final int BACKLOG = 1;

  /** More than the queue takes: Linux lets in one connection more than the backlog. */
  private static final int FILLERS = 4;

  private final List<AutoCloseable> channels = new ArrayList<>();

  FullListener(InetSocketAddress address) {
    try {
      ServerSocketChannel listener = ServerSocketChannel.open();
      channels.add(listener);
      listener.bind(address, BACKLOG);
      for (int i = 0; i < FILLERS; i++) {
        SocketChannel filler = SocketChannel.open();
        channels.add(filler);
        filler.configureBlocking(false);
        filler.connect(address);
      }
    } catch (IOException e) {
      close();
      throw new UncheckedIOException("cannot listen at " + address, e);
    }
  }

  @Override
  public void close() {
    channels.reversed().forEach(Loopback::close);
  }
}
