package dev.cordon.testing;

import java.io.IOException;
import java.io.UncheckedIOException;
import java.nio.file.DirectoryStream;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.regex.Pattern;

/**
 * The open descriptors of this JVM, by what they point at and how often. Left out is what the JDK opens for itself:
 * archives and classes, libraries, devices, its pollers (epoll, eventfd), what it reads about its machine.
 */
final class DescriptorProbe implements LeakProbe {
    private static final String DELETED = " (deleted)";

    private static final Pattern JDK =
            Pattern.compile("anon_inode:.*|/proc/.*|/sys/.*|/dev/.*|.*\\.(jar|jmod|class|so|jsa|aot|jfr|hprof)"
                    + "|.*/hsperfdata_.*|.*\\.so\\.[0-9.]+");

    @Override
    public List<Resource> present() {
        Map<String, Integer> counts = new HashMap<>();
        List<Resource> found = new ArrayList<>();
        for (String target : targets()) {
            int count = counts.merge(target, 1, Integer::sum);
            found.add(new Resource("descriptor", target + "#" + count, target));
        }
        return found;
    }

    private static List<String> targets() {
        List<String> targets = new ArrayList<>();
        try (DirectoryStream<Path> entries = Files.newDirectoryStream(Path.of("/proc/self/fd"))) {
            entries.forEach(entry -> target(entry).ifPresent(targets::add));
        } catch (IOException e) {
            throw new UncheckedIOException("the open descriptors can't be read, so leaks can't be seen", e);
        }
        return targets;
    }

    private static Optional<String> target(Path entry) {
        try {
            String target = Files.readSymbolicLink(entry).toString().replace(DELETED, "");
            boolean own = JDK.matcher(target).matches() || target.startsWith(System.getProperty("java.home"));
            return own ? Optional.empty() : Optional.of(target);
        } catch (IOException closedMeanwhile) {
            return Optional.empty();
        }
    }
}
