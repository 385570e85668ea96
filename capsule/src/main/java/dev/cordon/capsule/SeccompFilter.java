package dev.cordon.capsule;

import dev.cordon.core.CordonException;
import dev.cordon.core.Problem;
import dev.cordon.core.Rule;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.nio.file.StandardCopyOption;
import java.util.Arrays;

/**
 * The kernel's filter over the system calls of a capsule (C27), from the table {@link SyscallRules}. Made once per
 * process and written into a file of Cordon's own, from which bubblewrap reads it. A machine that can't make it gets
 * no capsule (C29).
 */
final class SeccompFilter {
    static final String MEND = "apt-get install -y libseccomp2";

    private SeccompFilter() {}

    /**
     * The file that holds this machine's filter, byte for byte; one that was changed or cut short is replaced.
     *
     * @param folder a folder of Cordon's own that no capsule sees
     * @throws CordonException.Refused when the filter can't be made here
     */
    static Path fileIn(Path folder) {
        byte[] program = Here.PROGRAM.get();
        Path file = folder.resolve("seccomp.bpf");
        try {
            if (!Files.exists(file) || !Arrays.equals(Files.readAllBytes(file), program)) {
                Path draft = Files.createTempFile(Folders.create(folder), "seccomp", ".new");
                Files.write(draft, program);
                Files.move(draft, file, StandardCopyOption.ATOMIC_MOVE);
            }
            return file;
        } catch (IOException e) {
            throw Problems.disk("write the filter of system calls", e);
        }
    }

    /** The program for one architecture; any can be made on any. */
    static byte[] programFor(Libseccomp.Architecture architecture) {
        return Libseccomp.load()
                .orElseThrow(() -> refused("libseccomp.so.2 is not installed", MEND))
                .program(architecture, SyscallRules.all());
    }

    private static byte[] programFor(String osArch) {
        return programFor(Libseccomp.Architecture.named(osArch)
                .orElseThrow(() -> refused(
                        "there is none for the architecture '" + osArch + "'", "use a machine of x86-64 or aarch64")));
    }

    static CordonException.Refused refused(String why, String mend) {
        return new CordonException.Refused(
                Problem.of(Rule.C29, "filter-missing", "The filter of system calls can't be made", why, mend));
    }

    /** Made at first use. A failure is an answer too, and the same one for as long as this process lives. */
    private sealed interface Here {
        Here PROGRAM = make();

        byte[] get();

        private static Here make() {
            try {
                return new Made(programFor(System.getProperty("os.arch")));
            } catch (CordonException e) {
                return new Failed(e);
            }
        }

        @SuppressWarnings("ArrayRecordComponent") // Never compared, never handed out of this class.
        record Made(byte[] get) implements Here {}

        record Failed(CordonException reason) implements Here {
            @Override
            public byte[] get() {
                throw reason;
            }
        }
    }
}
