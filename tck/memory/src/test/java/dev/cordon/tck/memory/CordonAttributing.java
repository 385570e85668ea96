package dev.cordon.tck.memory;

import dev.cordon.core.Author;
import dev.cordon.core.Session;
import dev.cordon.memory.Memory;
import dev.cordon.memory.Pen;
import dev.cordon.memory.Remember;
import dev.cordon.memory.Summarize;
import java.util.List;
import java.util.Set;

/** Records under the names of several writers. */
final class CordonAttributing implements Abilities.Attributing {
    private final CordonMemory of;

    CordonAttributing(CordonMemory of) {
        this.of = of;
    }

    private static Pen pen(String writer) {
        String name = writer.substring(writer.indexOf(' ') + 1);
        return Pen.of(
                switch (writer.substring(0, writer.indexOf(' '))) {
                    case "tool" -> Author.tool(name);
                    case "model" -> Author.model(name);
                    default -> Author.user(name);
                });
    }

    @Override
    public String appendAs(Owner owner, String writer, String text) {
        try (Session session = of.session(owner)) {
            return Memory.of(session, of.parts(), pen(writer))
                    .remember(Remember.working(text))
                    .item()
                    .id();
        }
    }

    @Override
    public String summarize(Owner owner, String writer, List<String> ids, String text) {
        try (Session session = of.session(owner)) {
            return Memory.of(session, of.parts(), pen(writer))
                    .summarize(new Summarize(text, ids))
                    .item()
                    .id();
        }
    }

    @Override
    public Set<String> writers(Owner owner, String id) {
        try (Session session = of.session(owner)) {
            return Memory.of(session, of.parts(), CordonMemory.AGENT).get(id).sources();
        }
    }
}
