package dev.cordon.capsule;

import dev.cordon.core.spi.Sandbox;
import java.nio.file.Path;

/** The levels that keep one contract: a test class with this as its parameter runs once on each. */
enum Level {
    NAMESPACE,
    CONTAINER;

    Sandbox in(Path skeleton) {
        return switch (this) {
            case NAMESPACE -> new NamespaceSandbox(skeleton);
            case CONTAINER -> new ContainerSandbox(skeleton);
        };
    }
}
