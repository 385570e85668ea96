package dev.cordon.tck.memory;

import dev.cordon.core.Head;
import dev.cordon.core.spi.AnchorStore;
import dev.cordon.core.spi.PartitionLog;
import dev.cordon.core.spi.PartitionStore;
import java.lang.reflect.InvocationTargetException;
import java.lang.reflect.Method;
import java.lang.reflect.Proxy;
import java.util.Optional;

/** Ports of Cordon that fail in one thing. */
final class Careless {
    private Careless() {}

    /** Answers instead of the real port, or lets it answer. */
    private interface Answer {
        Optional<Object> to(Method method, Object[] arguments) throws Exception;
    }

    private static <T> T port(Class<T> type, T real, Answer answer) {
        return type.cast(Proxy.newProxyInstance(type.getClassLoader(), new Class<?>[] {type}, (self, method, given) -> {
            Object[] arguments = given == null ? new Object[0] : given;
            Optional<Object> instead = answer.to(method, arguments);
            try {
                return instead.isPresent() ? instead.get() : method.invoke(real, arguments);
            } catch (InvocationTargetException e) {
                throw e.getCause();
            }
        }));
    }

    /** Anchors nothing and remembers no head. */
    static AnchorStore anchors(AnchorStore real) {
        return port(
                AnchorStore.class,
                real,
                (method, arguments) ->
                        method.getName().equals("head") ? Optional.of(Optional.<Head>empty()) : Optional.empty());
    }

    /** Takes a write that names no partition, and leaves it where nobody looks. */
    static PartitionStore store(PartitionStore real) {
        return port(PartitionStore.class, real, (method, arguments) -> {
            boolean untagged = method.getName().equals("open") && arguments[0] == null;
            return untagged ? Optional.of(Optional.<PartitionLog>empty()) : Optional.empty();
        });
    }
}
