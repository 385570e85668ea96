package dev.cordon.cli;

import dev.cordon.capsule.Base;
import dev.cordon.capsule.Folders;
import dev.cordon.core.SessionInfo;
import dev.cordon.core.Subject;
import dev.cordon.run.StateFolder;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.TreeMap;
import picocli.CommandLine.Command;

/** {@code cordon usage}: what one's own sessions, workspaces and base trees take on this machine's disk. */
@Command(name = "usage", description = "Disk per session, workspace and base tree.")
final class UsageCommand extends CordonCommand {
    UsageCommand(Surroundings surroundings) {
        super(surroundings);
    }

    /** @param kind {@code session}, {@code workspace} or {@code base} */
    record View(String kind, String name, long bytes) {}

    @Override
    public Integer call() {
        try (Wiring wiring = wiring()) {
            Subject subject = wiring.router().verify(wiring.credential());
            List<View> views = new ArrayList<>();
            Map<String, Long> workspaces = new TreeMap<>();
            for (SessionInfo info : new Sessions(wiring).all()) {
                wiring.store().bytesOf(SessionCommand.partition(subject, info)).ifPresent(bytes -> {
                    views.add(new View("session", Sessions.label(info), bytes));
                    workspaces.merge(info.workspace().value(), bytes, Long::sum);
                });
            }
            String owner = StateFolder.owner(subject.tenant(), subject.user());
            for (Base base : wiring.machine().bases().of(owner)) {
                long bytes = Folders.size(base.folder()).bytes();
                views.add(new View("base", base.commit(), bytes));
                workspaces.merge(base.workspace(), bytes, Long::sum);
            }
            workspaces.forEach((workspace, bytes) -> views.add(new View("workspace", workspace, bytes)));
            Table table = new Table("KIND", "NAME", "BYTES");
            views.forEach(v -> table.row(v.kind(), v.name(), v.bytes()));
            return answer(views, table.toString());
        }
    }
}
