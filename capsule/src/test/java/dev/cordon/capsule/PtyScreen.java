package dev.cordon.capsule;

import dev.cordon.testing.Await;
import java.io.IOException;
import java.nio.charset.StandardCharsets;
import java.time.Duration;

/** Collects what is written to a terminal, and types on it. */
final class PtyScreen {
    private static final Duration PATIENCE = Duration.ofSeconds(15);

    private final Pty pty;
    private final StringBuffer shown = new StringBuffer();
    private final Thread reader;

    PtyScreen(Pty pty) {
        this.pty = pty;
        this.reader = Thread.ofPlatform().daemon().start(this::readAll);
    }

    private void readAll() {
        byte[] buffer = new byte[4096];
        try {
            for (int n = pty.read(buffer); n >= 0; n = pty.read(buffer)) {
                shown.append(new String(buffer, 0, n, StandardCharsets.UTF_8));
            }
        } catch (IOException e) {
            shown.append(e);
        }
    }

    String text() {
        return shown.toString();
    }

    void type(String text) throws IOException {
        byte[] bytes = text.getBytes(StandardCharsets.UTF_8);
        pty.write(bytes, bytes.length, () -> true);
    }

    void awaitText(String text) throws Exception {
        Await.until(PATIENCE, () -> text().contains(text), "'" + text + "' in " + text());
    }

    boolean endsWithin(Duration time) throws InterruptedException {
        return reader.join(time);
    }
}
