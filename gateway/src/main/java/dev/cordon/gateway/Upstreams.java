package dev.cordon.gateway;

import java.io.IOException;
import java.net.Socket;

/** Opens connections to providers. Thread-safe. */
public interface Upstreams {
    /**
     * A new connection to where the model is asked, with TLS verified where its base URL says https. It serves one
     * request and is then closed by its owner, the caller (C20).
     *
     * @throws IOException when it can't be reached or is not who it should be
     */
    Socket open(Model model) throws IOException;
}
