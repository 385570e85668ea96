package dev.cordon.run;

import dev.cordon.core.Author;
import dev.cordon.core.KnowledgeReader;
import dev.cordon.core.Lane;
import dev.cordon.core.Taint;
import dev.cordon.memory.Memory;
import dev.cordon.memory.Pen;
import java.nio.file.Path;
import java.util.EnumSet;
import java.util.List;
import java.util.Objects;
import java.util.Set;

/**
 * A run's hand on its session's memory. What it writes is the agent's, and tainted by all that the agent may have read:
 * the repository always, the web where its lane leads there, tools where it has any (C8, C25). The agent can't say
 * otherwise.
 */
final class RunMemory {
    private RunMemory() {}

    static Memory of(RunContext context, TaskRecord task, List<KnowledgeReader> collections) {
        Lane lane = context.plan().lane();
        Path program = Path.of(context.plan().agent().getFirst()).getFileName();
        Author author = Author.model(
                        Objects.requireNonNullElse(program, "agent").toString())
                .inRun(lane.name(), context.run())
                .tainted(taint(lane));
        return Memory.of(
                context.session(), context.machine().memory(), Pen.of(author).forTask(task.id()), collections);
    }

    private static Set<Taint> taint(Lane lane) {
        Set<Taint> taint = EnumSet.of(Taint.REPOSITORY);
        if (!lane.egress().isEmpty()) {
            taint.add(Taint.WEB);
        }
        if (!lane.tools().isEmpty()) {
            taint.add(Taint.TOOL);
        }
        return taint;
    }
}
