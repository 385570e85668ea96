package dev.cordon.cli;

import dev.cordon.run.Repair;
import java.util.List;
import java.util.Map;
import picocli.CommandLine.Command;

/** {@code cordon gc}: repairs what died, and frees the base trees that nothing needs. */
@Command(name = "gc", description = "Repair what died, and remove base trees that no task needs.")
final class GcCommand extends CordonCommand {
    GcCommand(Surroundings surroundings) {
        super(surroundings);
    }

    @Override
    public Integer call() {
        try (Wiring wiring = wiring()) {
            List<String> repaired = new Repair(wiring.machine(), wiring.router(), wiring.credential()).run();
            int bases = wiring.machine().bases().collect();
            StringBuilder text = new StringBuilder();
            repaired.forEach(line -> text.append(line).append('\n'));
            text.append("removed ").append(bases).append(bases == 1 ? " base tree\n" : " base trees\n");
            return answer(Map.of("repaired", repaired, "bases", bases), text.toString());
        }
    }
}
