package dev.cordon.tck.memory;

import java.io.IOException;
import java.io.InputStream;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.Set;
import java.util.TreeSet;
import java.util.stream.Collectors;

/** docs/conformance.md, from what this run of the tests found. */
final class ConformanceDoc {
    private final Path folder;

    ConformanceDoc(Path folder) {
        this.folder = folder;
    }

    String write() throws IOException, InterruptedException {
        List<Report> reports = new ArrayList<>();
        for (Systems system : Systems.values()) {
            reports.add(system.report(Files.createDirectories(folder.resolve(system.name()))));
        }
        return text("conformance.md")
                .replace("{rules}\n", RuleTable.of(reports))
                .replace("{reasons}\n", reasons(reports))
                .replace("{untested}\n", untested(reports))
                .replace("{checks}\n", checks())
                .replace("{ablation}\n", ablation())
                .replace("{adapter}\n", adapter());
    }

    private static String text(String resource) throws IOException {
        try (InputStream in = ConformanceDoc.class.getResourceAsStream(resource)) {
            return new String(in.readAllBytes(), StandardCharsets.UTF_8);
        }
    }

    private static String reasons(List<Report> reports) {
        StringBuilder lines = new StringBuilder();
        for (int i = 0; i < reports.size(); i++) {
            Map<String, String> why = Systems.values()[i].notKept();
            String broken = reports.get(i).outcomes().stream()
                    .filter(outcome -> outcome.finding() instanceof Finding.Broken)
                    .map(outcome -> "%s %s (%s)"
                            .formatted(
                                    outcome.check().rule(),
                                    outcome.check().name(),
                                    why.getOrDefault(outcome.check().name(), "not known why")))
                    .collect(Collectors.joining("; "));
            if (!broken.isEmpty()) {
                lines.append("- **")
                        .append(reports.get(i).name())
                        .append("**: ")
                        .append(broken)
                        .append(".\n");
            }
        }
        return lines.toString();
    }

    /** Each reason once, with the checks that it keeps from being made. */
    private static String untested(List<Report> reports) {
        StringBuilder lines = new StringBuilder();
        for (Report report : reports) {
            Map<String, Set<String>> byReason = report.outcomes().stream()
                    .filter(outcome -> outcome.finding() instanceof Finding.NotTested)
                    .collect(Collectors.groupingBy(
                            outcome -> outcome.finding().detail(),
                            java.util.TreeMap::new,
                            Collectors.mapping(
                                    outcome -> outcome.check().rule().name(),
                                    Collectors.toCollection(() -> new TreeSet<>(ConformanceDoc::byNumber)))));
            if (!byReason.isEmpty()) {
                lines.append("- **")
                        .append(report.name())
                        .append("**: ")
                        .append(byReason.entrySet().stream()
                                .map(reason -> reason.getKey() + " (" + String.join(", ", reason.getValue()) + ")")
                                .collect(Collectors.joining("; ")))
                        .append(".\n");
            }
        }
        return lines.toString();
    }

    private static int byNumber(String one, String other) {
        return ContractRule.valueOf(one).compareTo(ContractRule.valueOf(other));
    }

    private static String checks() {
        StringBuilder lines = new StringBuilder();
        for (ContractRule rule : ContractRule.values()) {
            lines.append("- ")
                    .append(rule)
                    .append(": ")
                    .append(Conformance.checks().stream()
                            .filter(check -> check.rule() == rule)
                            .map(check -> "`" + check.name() + "` " + check.question())
                            .collect(Collectors.joining("; ")))
                    .append('\n');
        }
        return lines.toString();
    }

    private String ablation() {
        List<AblationResults> engines = List.of(
                AblationResults.of("sqlite", folder.resolve("ablated")),
                AblationResults.of("postgres", folder.resolve("ablated")));
        StringBuilder rows = new StringBuilder();
        for (AblationResults.Row row : AblationResults.ROWS) {
            rows.append("| ")
                    .append(row.off())
                    .append(" | ")
                    .append(row.means())
                    .append(" | ")
                    .append(row.holds())
                    .append(" | ")
                    .append(engines.stream().map(row.crossed()).collect(Collectors.joining(" | ")))
                    .append(" |\n");
        }
        return rows.toString();
    }

    private static String adapter() throws IOException {
        Path source = Path.of("src/test/java/dev/cordon/tck/memory/OwnMemoryExample.java");
        String code = Files.readString(source);
        return code.substring(code.indexOf("class OwnMemoryExample"));
    }
}
