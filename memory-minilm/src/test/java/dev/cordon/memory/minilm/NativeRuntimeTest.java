package dev.cordon.memory.minilm;

import static org.assertj.core.api.Assertions.assertThat;

import java.io.BufferedReader;
import java.io.File;
import java.nio.file.DirectoryStream;
import java.nio.file.FileSystem;
import java.nio.file.FileSystems;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;
import java.util.stream.Stream;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

/** What the native library needs of a machine, and what it leaves there: whole processes, without a network. */
class NativeRuntimeTest {
    @TempDir
    Path folder;

    private Path home;
    private Path temp;
    private Path natives;

    @BeforeEach
    void folders() throws Exception {
        home = Files.createDirectory(folder.resolve("home"));
        temp = Files.createDirectory(folder.resolve("temp"));
        natives = Files.createDirectory(folder.resolve("natives"));
    }

    private List<String> java(String... options) {
        List<String> command = new ArrayList<>(List.of(
                Path.of(System.getProperty("java.home"), "bin", "java").toString(),
                "--enable-native-access=ALL-UNNAMED",
                "-XX:TieredStopAtLevel=1",
                "-Duser.home=" + home,
                "-Djava.io.tmpdir=" + temp,
                "-cp",
                System.getProperty("java.class.path")));
        command.addAll(List.of(options));
        command.add(Child.class.getName());
        return command;
    }

    /** In namespaces of its own: no network, and mounts that nobody else sees. */
    private ProcessBuilder apart(String before, List<String> command) {
        List<String> all = new ArrayList<>(List.of("unshare", "-rmn", "sh", "-c", before + "exec \"$@\"", "sh"));
        all.addAll(command);
        ProcessBuilder builder = new ProcessBuilder(all).redirectErrorStream(true);
        builder.environment().put("HOME", home.toString());
        builder.environment().remove("XDG_CACHE_HOME");
        return builder;
    }

    private String firstLine(Process process) throws Exception {
        BufferedReader said = process.inputReader();
        return String.valueOf(said.readLine());
    }

    /** As the launcher's install step does. */
    private void unpack() throws Exception {
        Path jar = Stream.of(System.getProperty("java.class.path").split(File.pathSeparator))
                .map(Path::of)
                .filter(file -> file.getFileName().toString().startsWith("onnxruntime-"))
                .findFirst()
                .orElseThrow();
        String platform = System.getProperty("os.arch").equals("amd64") ? "linux-x64" : "linux-aarch64";
        try (FileSystem inside = FileSystems.newFileSystem(jar);
                DirectoryStream<Path> files =
                        Files.newDirectoryStream(inside.getPath("ai/onnxruntime/native", platform))) {
            for (Path file : files) {
                Files.copy(file, natives.resolve(file.getFileName().toString()));
            }
        }
    }

    @Test
    void killedProcess_leavesNothing_andNeedsNoNetwork() throws Exception {
        Process process = apart("", java()).start();
        try {
            assertThat(firstLine(process)).isEqualTo("384");
            assertThat(temp).isEmptyDirectory();
        } finally {
            process.destroyForcibly().waitFor();
        }
        assertThat(temp).isEmptyDirectory();
        assertThat(home).isEmptyDirectory();
    }

    @Test
    void temporaryFolderThatAllowsNoPrograms_isRefusedWithTheMend() throws Exception {
        Process process =
                apart("mount -t tmpfs -o noexec none " + temp + " && ", java()).start();
        try {
            assertThat(firstLine(process)).contains("C29", "allows programs", "install minilm");
        } finally {
            process.destroyForcibly().waitFor();
        }
    }

    @Test
    void unpackedLibrary_needsNoTemporaryFolderThatAllowsPrograms() throws Exception {
        unpack();
        Process process = apart(
                        "mount -t tmpfs -o noexec none " + temp + " && ", java("-Donnxruntime.native.path=" + natives))
                .start();
        try {
            assertThat(firstLine(process)).isEqualTo("384");
        } finally {
            process.destroyForcibly().waitFor();
        }
        assertThat(home).isEmptyDirectory();
    }
}
