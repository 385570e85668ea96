package dev.cordon.gateway;

import dev.cordon.wire.RequestHead;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.List;
import java.util.Optional;

/**
 * A request as it names its provider.
 *
 * @param path without the provider's prefix
 * @param query with its question mark, or empty
 */
record Asked(RequestHead head, Provider provider, String path, String query) {

    /** Empty where the target names no provider. */
    static Optional<Asked> of(RequestHead head) {
        String target = head.target().text();
        int mark = target.indexOf('?');
        String path = mark < 0 ? target : target.substring(0, mark);
        return Arrays.stream(Provider.values())
                .filter(p -> path.equals(p.prefix()) || path.startsWith(p.prefix() + "/"))
                .findFirst()
                .map(p -> new Asked(
                        head, p, path.substring(p.prefix().length()), mark < 0 ? "" : target.substring(mark)));
    }

    boolean isGreeting() {
        return path.isEmpty() || path.equals("/");
    }

    /** Whether it asks what models there are, rather than one of them. */
    boolean isAboutModels() {
        return path.startsWith(Provider.MODELS);
    }

    /** The keys that it shows, in whichever field. */
    List<String> keys() {
        List<String> keys = new ArrayList<>(head.headers().all("x-api-key"));
        for (String value : head.headers().all("authorization")) {
            keys.add(
                    value.regionMatches(true, 0, "Bearer ", 0, 7)
                            ? value.substring(7).strip()
                            : value);
        }
        return keys;
    }
}
