package dev.cordon.tck;

import dev.cordon.core.CordonException;
import dev.cordon.core.PartitionId;
import dev.cordon.core.Problem;
import dev.cordon.core.spi.AnchorStore;
import dev.cordon.core.spi.KeyStore;
import dev.cordon.core.spi.PartitionLog;
import dev.cordon.core.spi.PartitionStore;
import java.lang.reflect.InvocationTargetException;
import java.lang.reflect.Method;
import java.lang.reflect.Proxy;
import java.util.HashSet;
import java.util.Optional;
import java.util.Set;
import org.jspecify.annotations.Nullable;

/**
 * Real stores of a process that ends before its so-many-eth durable step: that step and all later ones are not done.
 * Anchors are moved by a thread of its own, so they are no steps; after the end they stay where they are. Thread-safe.
 */
final class MortalSteps {
    private static final Set<String> STEPS = Set.of("putIfAbsent", "replace", "delete", "erase", "destroy", "append");

    private final Set<PartitionId> touched = new HashSet<>();
    private int left;

    /** @param at the step that is not done, from 1 */
    MortalSteps(int at) {
        this.left = at;
    }

    /** The partitions that it opened or destroyed. */
    synchronized Set<PartitionId> touched() {
        return Set.copyOf(touched);
    }

    KeyStore of(KeyStore real) {
        return mortal(KeyStore.class, real);
    }

    AnchorStore of(AnchorStore real) {
        return mortal(AnchorStore.class, real);
    }

    PartitionStore of(PartitionStore real) {
        return mortal(PartitionStore.class, real);
    }

    private <T> T mortal(Class<T> port, T real) {
        return port.cast(Proxy.newProxyInstance(
                port.getClassLoader(), new Class<?>[] {port}, (_, method, arguments) -> call(real, method, arguments)));
    }

    private @Nullable Object call(Object real, Method method, Object @Nullable [] arguments) throws Throwable {
        note(arguments);
        if (STEPS.contains(method.getName())) {
            step();
        }
        if (method.getName().equals("anchor") && hasEnded()) {
            return null;
        }
        try {
            Object result = method.invoke(real, arguments);
            return result instanceof Optional<?> found && found.orElse(null) instanceof PartitionLog log
                    ? Optional.of(mortal(PartitionLog.class, log))
                    : result;
        } catch (InvocationTargetException e) {
            throw e.getCause();
        }
    }

    private synchronized void note(Object @Nullable [] arguments) {
        if (arguments != null && arguments.length > 0 && arguments[0] instanceof PartitionId partition) {
            touched.add(partition);
        }
    }

    private synchronized void step() {
        left--;
        if (hasEnded()) {
            throw new CordonException.Unavailable(Problem.of("ended", "It ended", "a test ends it", "none"));
        }
    }

    private synchronized boolean hasEnded() {
        return left <= 0;
    }
}
