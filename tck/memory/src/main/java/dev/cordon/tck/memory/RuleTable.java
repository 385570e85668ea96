package dev.cordon.tck.memory;

import java.util.List;
import java.util.stream.Collectors;

/** Reports side by side, in Markdown: a row a rule, a column a memory. */
public final class RuleTable {
    private RuleTable() {}

    /** In the order of the reports. */
    public static String of(List<Report> reports) {
        StringBuilder table = new StringBuilder();
        row(table, "rule", reports.stream().map(Report::name).toList());
        row(table, "---", reports.stream().map(report -> "---").toList());
        row(table, "version", reports.stream().map(Report::version).toList());
        for (ContractRule rule : ContractRule.values()) {
            row(
                    table,
                    rule + " " + rule.title(),
                    reports.stream().map(report -> word(report, rule)).toList());
        }
        return table.toString();
    }

    private static String word(Report report, ContractRule rule) {
        String word = report.word(rule);
        return word.equals("not kept") ? "**not kept**" : word;
    }

    private static void row(StringBuilder table, String first, List<String> cells) {
        table.append("| ").append(first).append(cells.stream().collect(Collectors.joining(" | ", " | ", " |\n")));
    }
}
