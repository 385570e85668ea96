package dev.cordon.capsule;

import java.io.IOException;
import java.lang.foreign.Arena;
import java.lang.foreign.FunctionDescriptor;
import java.lang.foreign.Linker;
import java.lang.foreign.MemorySegment;
import java.lang.foreign.ValueLayout;
import java.lang.invoke.MethodHandle;
import java.nio.file.Path;

/** Opens a file as a bare descriptor, without making a terminal the JVM's own. */
@SuppressWarnings("restricted")
final class Descriptors {
    private Descriptors() {}

    static int open(Path path) throws IOException {
        MethodHandle open = Linker.nativeLinker()
                .downcallHandle(
                        Linker.nativeLinker().defaultLookup().findOrThrow("open"),
                        FunctionDescriptor.of(ValueLayout.JAVA_INT, ValueLayout.ADDRESS, ValueLayout.JAVA_INT),
                        Linker.Option.firstVariadicArg(2));
        try (Arena arena = Arena.ofConfined()) {
            MemorySegment name = arena.allocateFrom(path.toString());
            int descriptor = (int) open.invokeExact(name, Libc.O_RDWR | Libc.O_NOCTTY | Libc.O_CLOEXEC);
            if (descriptor < 0) {
                throw new IOException("open failed");
            }
            return descriptor;
        } catch (IOException e) {
            throw e;
        } catch (Throwable e) {
            throw new IOException(e);
        }
    }
}
