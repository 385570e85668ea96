package dev.cordon.testing;

import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.HashSet;
import java.util.List;
import java.util.Optional;
import java.util.Set;

/** Our processes, and the namespaces that they live in where these are not our own. */
final class ProcessProbe implements LeakProbe {
    private static final List<String> NAMESPACES = List.of("pid", "mnt", "net", "user", "ipc", "uts");

    private final OurProcesses ours = new OurProcesses();

    @Override
    public List<Resource> present() {
        List<Resource> found = new ArrayList<>();
        Set<String> seen = new HashSet<>();
        for (ProcessEntry process : ours.now()) {
            found.add(new Resource("process", process.pid() + "@" + process.started(), process.description()));
            for (String type : NAMESPACES) {
                foreign(process.pid(), type)
                        .filter(seen::add)
                        .ifPresent(name -> found.add(
                                new Resource("namespace", name, name + " of process " + process.description())));
            }
        }
        return found;
    }

    private static Optional<String> foreign(long pid, String type) {
        try {
            Path theirs = Files.readSymbolicLink(Path.of("/proc", Long.toString(pid), "ns", type));
            Path own = Files.readSymbolicLink(Path.of("/proc/self/ns", type));
            return theirs.equals(own) ? Optional.empty() : Optional.of(theirs.toString());
        } catch (IOException gone) {
            return Optional.empty();
        }
    }
}
