package dev.cordon.tck.memory;

import dev.cordon.core.SessionId;
import dev.cordon.core.WorkspaceId;
import java.io.IOException;
import java.util.ArrayList;
import java.util.List;

/** A process that remembers for ever, and says what is acknowledged. */
final class CordonWriter {
    private CordonWriter() {}

    static Process start(CordonMemory of, Owner owner) throws IOException {
        List<String> arguments = new ArrayList<>(List.of(
                owner.tenant(),
                owner.user(),
                owner.workspace(),
                owner.session(),
                of.workspace(owner).value(),
                of.sessions.get(owner).value()));
        arguments.addAll(of.bench.arguments());
        return Children.start(CordonWriter.class, arguments.toArray(String[]::new));
    }

    public static void main(String[] args) {
        Owner owner = new Owner(args[0], args[1], args[2], args[3]);
        List<String> engine = List.of(args).subList(6, args.length);
        CordonMemory memory =
                new CordonMemory(engine.size() == 1 ? SqliteBench.again(engine) : PostgresBench.again(engine));
        memory.workspaces.put(owner.workspace(), new WorkspaceId(args[4]));
        memory.sessions.put(owner, new SessionId(args[5]));
        Children.writeForEver(memory.open(owner)::append);
    }
}
