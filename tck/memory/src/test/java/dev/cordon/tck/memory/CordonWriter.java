package dev.cordon.tck.memory;

import dev.cordon.core.Session;
import dev.cordon.core.SessionId;
import dev.cordon.core.WorkspaceId;
import dev.cordon.memory.Memory;
import dev.cordon.memory.Remember;
import java.io.IOException;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;

/** A process that remembers for ever, and says what is acknowledged. */
final class CordonWriter {
    private CordonWriter() {}

    static Process start(CordonMemory of, Owner owner) throws IOException {
        List<String> command = new ArrayList<>(List.of(
                Path.of(System.getProperty("java.home"), "bin", "java").toString(),
                "-XX:+UseSerialGC",
                "-XX:TieredStopAtLevel=1",
                "-Xmx256m",
                "--enable-native-access=ALL-UNNAMED",
                "-cp",
                System.getProperty("java.class.path"),
                CordonWriter.class.getName(),
                owner.tenant(),
                owner.user(),
                owner.workspace(),
                owner.session(),
                of.workspace(owner).value(),
                of.sessions.get(owner).value()));
        command.addAll(of.bench.arguments());
        return new ProcessBuilder(command)
                .redirectError(ProcessBuilder.Redirect.INHERIT)
                .start();
    }

    public static void main(String[] args) {
        Owner owner = new Owner(args[0], args[1], args[2], args[3]);
        List<String> engine = List.of(args).subList(6, args.length);
        CordonMemory memory =
                new CordonMemory(engine.size() == 1 ? SqliteBench.again(engine) : PostgresBench.again(engine));
        memory.workspaces.put(owner.workspace(), new WorkspaceId(args[4]));
        memory.sessions.put(owner, new SessionId(args[5]));
        Session session = memory.session(owner);
        Memory writing = Memory.of(session, memory.parts(), CordonMemory.AGENT);
        for (int i = 0; ; i++) {
            String text = "apple number " + i + " " + "x".repeat(500) + " whole";
            writing.remember(Remember.working(text));
            System.out.println(text);
            System.out.flush();
        }
    }
}
