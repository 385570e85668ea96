package dev.cordon.guard;

import java.util.List;
import java.util.Locale;

/**
 * A pattern and its reason, from one line: words before the first tab, the rest after. {@code *} stands for anything
 * within a name, {@code **} at the end for everything below.
 */
record ObeyedPattern(String written, List<String> names, boolean below, String reason) {
    static ObeyedPattern parse(String line) {
        int tab = line.indexOf('\t');
        if (tab < 1 || line.substring(tab).isBlank()) {
            throw new IllegalArgumentException("a pattern needs a tab and a reason");
        }
        String written = line.substring(0, tab);
        boolean below = written.endsWith("/**");
        String fixed = below ? written.substring(0, written.length() - 3) : written;
        return new ObeyedPattern(
                written,
                List.of(fixed.toLowerCase(Locale.ROOT).split("/")),
                below,
                line.substring(tab).strip());
    }

    /** Whether the path ends in the pattern, lies below it, or stands where one of its folders would. */
    boolean matches(List<String> path) {
        for (int from = 0; from < path.size(); from++) {
            int same = sameFrom(path, from);
            boolean whole = same == names.size() && (below || from + same == path.size());
            boolean inPlaceOfAFolder = same > 0 && from + same == path.size() && same < names.size();
            if (whole || inPlaceOfAFolder) {
                return true;
            }
        }
        return false;
    }

    /** How many of the pattern's names the path has in a row from here. */
    private int sameFrom(List<String> path, int from) {
        int same = 0;
        while (same < names.size() && from + same < path.size() && glob(names.get(same), path.get(from + same))) {
            same++;
        }
        return same;
    }

    /** One star at most is enough for every pattern. */
    private static boolean glob(String pattern, String name) {
        int star = pattern.indexOf('*');
        if (star < 0) {
            return pattern.equals(name);
        }
        String end = pattern.substring(star + 1);
        return name.length() >= pattern.length() - 1
                && name.startsWith(pattern.substring(0, star))
                && name.endsWith(end);
    }
}
