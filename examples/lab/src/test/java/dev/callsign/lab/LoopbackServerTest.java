package dev.callsign.lab;

import static org.assertj.core.api.Assertions.assertThat;

import java.io.IOException;
import java.net.InetSocketAddress;
import java.net.ServerSocket;
import java.net.Socket;
import java.util.List;
import java.util.concurrent.CountDownLatch;
import org.junit.jupiter.api.Test;

class LoopbackServerTest {

  /** Hands a connection over when the server has been told to end. */
  private static final class LateListener extends ServerSocket {
    private final CountDownLatch accepted = new CountDownLatch(1);

    LateListener() throws IOException {
      super();
      bind(new InetSocketAddress(Loopback.IPV4, 0));
    }

    @Override
    public Socket accept() throws IOException {
      Socket socket = super.accept();
      accepted.countDown();
      try {
        new CountDownLatch(1).await();
      } catch (InterruptedException e) {
        Thread.currentThread().interrupt();
      }
      return socket;
    }
  }

  @Test
  void endsAConnectionThatIsAcceptedWhileItCloses() throws Exception {
    LateListener listener = new LateListener();
    LoopbackServer server = LoopbackServer.start(List.of(listener), socket -> {});
    try (Socket peer = new Socket(Loopback.IPV4, server.port())) {
      peer.setSoTimeout(10_000); // instead of waiting for ever
      listener.accepted.await();

      server.close();

      assertThat(peer.getInputStream().read()).isNegative();
    }
  }
}
