package dev.cordon.cli;

import com.google.crypto.tink.Aead;
import com.google.crypto.tink.KeysetHandle;
import com.google.crypto.tink.RegistryConfiguration;
import com.google.crypto.tink.aead.AeadConfig;
import com.google.crypto.tink.aead.PredefinedAeadParameters;
import com.sun.net.httpserver.HttpExchange;
import com.sun.net.httpserver.HttpServer;
import java.io.IOException;
import java.net.InetAddress;
import java.net.InetSocketAddress;
import java.nio.ByteBuffer;
import java.security.GeneralSecurityException;
import java.util.concurrent.atomic.AtomicInteger;

/** A small key management service: a key that never leaves it encrypts and decrypts for who asks over HTTP. */
final class KeyServer implements AutoCloseable {
    private final HttpServer server;
    private final AtomicInteger budget = new AtomicInteger(Integer.MAX_VALUE);
    private volatile Aead key;

    KeyServer() throws IOException, GeneralSecurityException {
        key = fresh();
        server = HttpServer.create(new InetSocketAddress(InetAddress.getLoopbackAddress(), 0), 0);
        server.createContext("/encrypt", exchange -> answer(exchange, true));
        server.createContext("/decrypt", exchange -> answer(exchange, false));
        server.start();
    }

    private static Aead fresh() throws GeneralSecurityException {
        AeadConfig.register();
        return KeysetHandle.generateNew(PredefinedAeadParameters.AES256_GCM, RegistryConfiguration.get())
                .getPrimitive(RegistryConfiguration.get(), Aead.class);
    }

    String uri() {
        return "test-kms://127.0.0.1:" + server.getAddress().getPort();
    }

    /** From here on it has another key, as a service of the same name elsewhere. */
    void forget() throws GeneralSecurityException {
        key = fresh();
    }

    /** From here on it wraps so many times and is busy then, as a service that throttles. */
    void wrapOnly(int times) {
        budget.set(times);
    }

    /** The body: the length of the associated data, that, and the text. */
    private void answer(HttpExchange exchange, boolean encrypt) throws IOException {
        try (exchange) {
            ByteBuffer body = ByteBuffer.wrap(exchange.getRequestBody().readAllBytes());
            byte[] context = new byte[body.getInt()];
            body.get(context);
            byte[] text = new byte[body.remaining()];
            body.get(text);
            answer(exchange, encrypt, text, context);
        }
    }

    private void answer(HttpExchange exchange, boolean encrypt, byte[] text, byte[] context) throws IOException {
        if (encrypt && budget.getAndDecrement() <= 0) {
            exchange.sendResponseHeaders(429, -1);
            return;
        }
        try {
            byte[] result = encrypt ? key.encrypt(text, context) : key.decrypt(text, context);
            exchange.sendResponseHeaders(200, result.length);
            exchange.getResponseBody().write(result);
        } catch (GeneralSecurityException e) {
            exchange.sendResponseHeaders(400, -1);
        }
    }

    static byte[] request(byte[] text, byte[] context) {
        return ByteBuffer.allocate(4 + context.length + text.length)
                .putInt(context.length)
                .put(context)
                .put(text)
                .array();
    }

    @Override
    public void close() {
        server.stop(0);
    }
}
