package dev.cordon.run;

import dev.cordon.wire.Tls;
import java.nio.file.Path;
import java.util.List;
import java.util.function.Supplier;
import org.jspecify.annotations.Nullable;

/** TLS made on first use: reading the roots takes a while, and many runs never speak it. Thread-safe. */
final class LazyTls implements Supplier<Tls> {
    private final List<Path> authorities;
    private @Nullable Tls made;

    LazyTls(List<Path> authorities) {
        this.authorities = authorities;
    }

    @Override
    public synchronized Tls get() {
        if (made == null) {
            made = Tls.trusting(authorities);
        }
        return made;
    }
}
