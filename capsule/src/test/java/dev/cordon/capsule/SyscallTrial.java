package dev.cordon.capsule;

import dev.cordon.core.Limits;
import dev.cordon.core.spi.Sandbox.Access;
import dev.cordon.core.spi.Sandbox.Mount;
import java.io.IOException;
import java.net.URISyntaxException;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.HashMap;
import java.util.List;
import java.util.Map;

/** Makes calls from a real program, inside a capsule or on the host, and tells what the kernel answered. */
final class SyscallTrial {
    private static final long X32 = 0x4000_0000L;

    private final Path folder;
    private final SyscallNumbers numbers = SyscallNumbers.read();

    /** @param folder a folder of the test's own, which the capsule is shown */
    SyscallTrial(Path folder) throws IOException, URISyntaxException {
        this.folder = Files.createDirectories(folder);
        Path classes = Path.of(SyscallProbe.class
                .getProtectionDomain()
                .getCodeSource()
                .getLocation()
                .toURI());
        String name = SyscallProbe.class.getName().replace('.', '/') + ".class";
        Files.createDirectories(folder.resolve(name).getParent());
        Files.copy(classes.resolve(name), folder.resolve(name));
    }

    /** The errno of each call by its label, made in a capsule. */
    Map<String, Integer> inside(Workbench bench, List<String> lines) throws IOException {
        return answers(outputInside(bench, lines), lines.size());
    }

    /** What the probe prints in a capsule. */
    String outputInside(Workbench bench, List<String> lines) throws IOException {
        write(lines);
        Mount jdk = new Mount(Path.of(System.getProperty("java.home")), "/srv/jdk", Access.READ);
        Mount probe = new Mount(folder, "/srv/probe", Access.READ);
        CapsuleSpec spec = bench.spec(Limits.NONE_REQUESTED, Map.of(), jdk, probe);
        String command = "exec /srv/jdk/bin/java -Xshare:auto -XX:TieredStopAtLevel=1 -XX:-UsePerfData"
                + " --enable-native-access=ALL-UNNAMED -cp /srv/probe " + SyscallProbe.class.getName()
                + " /srv/probe/calls";
        try (Workbench.Outcome outcome = bench.sh(command, spec)) {
            return outcome.output();
        }
    }

    /** The same, made on the host. */
    Map<String, Integer> outside(List<String> lines) throws Exception {
        write(lines);
        try (ChildJvm child =
                ChildJvm.start(SyscallProbe.class, folder.resolve("calls").toString())) {
            return answers(child.finish(), lines.size());
        }
    }

    /** What the probe prints on the host when it is started in this way. */
    String answerOf(Start start, List<String> lines) throws IOException {
        write(lines);
        Process process = start.start(new ProcessBuilder(
                Path.of(System.getProperty("java.home"), "bin", "java").toString(),
                "--enable-native-access=ALL-UNNAMED",
                "-cp",
                folder.toString(),
                SyscallProbe.class.getName(),
                folder.resolve("calls").toString()));
        return new String(process.getInputStream().readAllBytes(), StandardCharsets.UTF_8);
    }

    interface Start {
        Process start(ProcessBuilder builder) throws IOException;
    }

    private void write(List<String> lines) throws IOException {
        Files.write(folder.resolve("calls"), lines);
    }

    private static Map<String, Integer> answers(String output, int expected) {
        Map<String, Integer> answers = new HashMap<>();
        output.lines()
                .map(line -> line.split(" "))
                .filter(words -> words.length == 2 && words[1].matches("\\d+"))
                .forEach(words -> answers.put(words[0], Integer.parseInt(words[1])));
        if (answers.size() != expected) {
            throw new AssertionError(answers.size() + " of " + expected + " calls answered; " + output);
        }
        return answers;
    }

    /** The calls as the probe reads them, with this machine's numbers; what it has no number for is left out. */
    List<String> lines(List<SyscallCase> cases) {
        Libseccomp.Architecture here =
                Libseccomp.Architecture.named(System.getProperty("os.arch")).orElseThrow();
        List<String> lines = new ArrayList<>();
        for (SyscallCase one : cases) {
            numbers.of(one.call(), here).ifPresent(number -> lines.add(one.label() + " " + number + arguments(one)));
        }
        return lines;
    }

    /** The same calls by the numbers of x32. */
    List<String> x32(List<SyscallCase> cases) {
        return lines(cases).stream()
                .map(line -> line.split(" ", 3))
                .map(words ->
                        words[0] + " " + (Long.parseLong(words[1]) | X32) + (words.length > 2 ? " " + words[2] : ""))
                .toList();
    }

    private static String arguments(SyscallCase one) {
        StringBuilder text = new StringBuilder();
        one.arguments().forEach(argument -> text.append(' ').append(argument));
        return text.toString();
    }
}
