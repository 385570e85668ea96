package dev.cordon.testing;

import java.time.Duration;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.List;
import java.util.function.Predicate;
import org.jspecify.annotations.Nullable;
import org.junit.jupiter.api.extension.AfterAllCallback;
import org.junit.jupiter.api.extension.AfterEachCallback;
import org.junit.jupiter.api.extension.BeforeAllCallback;
import org.junit.jupiter.api.extension.BeforeEachCallback;
import org.junit.jupiter.api.extension.ExtensionContext;
import org.junit.jupiter.api.extension.ExtensionContext.Namespace;
import org.junit.platform.commons.support.AnnotationSupport;

/**
 * Fails a test, or a class with its {@code @BeforeAll}, that leaves behind a process, mount, namespace, temporary
 * folder or descriptor, or anything that a {@link LeakProbe} on the class path lists, such as an open session.
 *
 * <p>Registered for every test of a module that has this one on its class path. After a test it polls until all is
 * gone, for three seconds at most; a clean test costs two looks of a few milliseconds. It compares the whole process,
 * so tests run one after another. {@code @TempDir} folders are JUnit's to delete and no leak.
 */
public final class LeakCheck implements BeforeAllCallback, BeforeEachCallback, AfterEachCallback, AfterAllCallback {
    /** Configuration parameter: milliseconds to wait for resources to go. */
    static final String PATIENCE = "cordon.leaks.patience";

    private static final Namespace HERE = Namespace.create(LeakCheck.class);

    private final Probes probes = Probes.all();

    @Override
    public void beforeAll(ExtensionContext context) {
        remember(context);
    }

    @Override
    public void beforeEach(ExtensionContext context) {
        remember(context);
    }

    @Override
    public void afterEach(ExtensionContext context) throws InterruptedException {
        compare(context);
    }

    @Override
    public void afterAll(ExtensionContext context) throws InterruptedException {
        compare(context);
    }

    private void remember(ExtensionContext context) {
        context.getStore(HERE).put(context.getUniqueId(), new Before(new ArrayList<>(probes.present())));
    }

    private void compare(ExtensionContext context) throws InterruptedException {
        @Nullable Before before = context.getStore(HERE).remove(context.getUniqueId(), Before.class);
        if (before == null) {
            return;
        }
        List<Resource> left = probes.newSince(before.resources(), patience(context), unexcused(context));
        if (!left.isEmpty()) {
            tellAncestors(context, left);
            throw new AssertionError(message(context, left));
        }
    }

    /** A class doesn't answer again for what its tests left. */
    private static void tellAncestors(ExtensionContext context, List<Resource> left) {
        for (var at = context.getParent(); at.isPresent(); at = at.get().getParent()) {
            @Nullable Before theirs = context.getStore(HERE).get(at.get().getUniqueId(), Before.class);
            if (theirs != null) {
                theirs.resources().addAll(left);
            }
        }
    }

    private static Predicate<Resource> unexcused(ExtensionContext context) {
        LeavesBehind excuse = context.getTestClass()
                .flatMap(type -> AnnotationSupport.findAnnotation(type, LeavesBehind.class))
                .orElse(null);
        if (excuse == null) {
            return resource -> true;
        }
        if (excuse.reason().isBlank()) {
            throw new AssertionError("@LeavesBehind names no reason");
        }
        List<String> kinds = Arrays.asList(excuse.kinds());
        return resource -> !kinds.isEmpty() && !kinds.contains(resource.kind());
    }

    private static Duration patience(ExtensionContext context) {
        return context.getConfigurationParameter(PATIENCE, Long::parseLong)
                .map(Duration::ofMillis)
                .orElse(Duration.ofSeconds(3));
    }

    private static String message(ExtensionContext context, List<Resource> left) {
        StringBuilder text = new StringBuilder(context.getDisplayName()).append(" left behind:");
        left.forEach(resource -> text.append("\n  ").append(resource));
        return text.toString();
    }

    private record Before(List<Resource> resources) {}
}
