package dev.cordon.capsule;

import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;

/** What a harvest leaves behind, in lines for people: so many at most, however much a capsule made. */
final class NotTaken {
    private static final int LINES = 100;
    private static final int LONGEST_PATH = 200;

    private final List<String> lines = new ArrayList<>();
    private long more;

    void add(Path path, String why) {
        if (lines.size() < LINES) {
            String text = path.toString();
            String shown = text.length() > LONGEST_PATH ? text.substring(0, LONGEST_PATH) + "…" : text;
            lines.add(shown + ": " + why);
        } else {
            more++;
        }
    }

    List<String> lines() {
        List<String> all = new ArrayList<>(lines);
        if (more > 0) {
            all.add("and " + more + " more");
        }
        return List.copyOf(all);
    }
}
