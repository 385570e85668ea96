package dev.cordon.cli;

import dev.cordon.tools.PlainText;
import java.util.ArrayList;
import java.util.List;

/** Rows in aligned columns, for people; every cell shown so that it can't restyle the terminal. */
final class Table {
    private final List<List<String>> rows = new ArrayList<>();

    Table(String... head) {
        rows.add(List.of(head));
    }

    Table row(Object... cells) {
        rows.add(java.util.Arrays.stream(cells)
                .map(cell -> PlainText.of(String.valueOf(cell)))
                .toList());
        return this;
    }

    boolean isEmpty() {
        return rows.size() == 1;
    }

    @Override
    public String toString() {
        StringBuilder text = new StringBuilder();
        for (List<String> row : rows) {
            StringBuilder line = new StringBuilder();
            for (int i = 0; i < row.size(); i++) {
                line.append(row.get(i));
                if (i + 1 < row.size()) {
                    line.append(" ".repeat(width(i) - row.get(i).length() + 2));
                }
            }
            text.append(line).append('\n');
        }
        return text.toString();
    }

    private int width(int column) {
        return rows.stream().mapToInt(row -> row.get(column).length()).max().orElse(0);
    }
}
