package dev.cordon.cli;

import dev.cordon.cli.Config.StoreSettings;
import dev.cordon.core.SecretRef;
import java.nio.file.Path;
import java.time.Duration;
import java.util.Optional;

/** Reads the section {@code store}. */
final class StoreReader {
    private static final int USUAL_CONNECTIONS = 8;
    private static final Duration USUAL_LEASE = Duration.ofSeconds(15);
    private static final Duration USUAL_PATIENCE = Duration.ofSeconds(10);

    private StoreReader() {}

    /** @param folder where relative paths start */
    static StoreSettings read(Section root, Path folder) {
        return root.section("store").map(section -> of(section, folder)).orElse(new StoreSettings.Embedded());
    }

    private static StoreSettings of(Section section, Path folder) {
        String kind = section.text("kind").orElse("sqlite");
        StoreSettings settings = switch (kind) {
            case "sqlite" -> new StoreSettings.Embedded();
            case "postgres" -> postgres(section, folder);
            default -> {
                section.problem("kind", "store kind '" + kind + "' is unknown; there are sqlite and postgres");
                yield new StoreSettings.Embedded();
            }
        };
        section.done();
        return settings;
    }

    private static StoreSettings postgres(Section section, Path folder) {
        return new StoreSettings.Postgres(
                place(section, "records", folder),
                place(section, "vault", folder),
                within(section, "lease", Duration.ofSeconds(1), Duration.ofMinutes(5))
                        .orElse(USUAL_LEASE),
                within(section, "patience", Duration.ofSeconds(1), Duration.ofMinutes(1))
                        .orElse(USUAL_PATIENCE));
    }

    private static StoreSettings.Place place(Section store, String name, Path folder) {
        Optional<Section> found = store.section(name);
        if (found.isEmpty()) {
            store.problem("kind", "'store." + name + "' is missing: { url, user, password } of that database's role");
            return new StoreSettings.Place("", "", new SecretRef.Environment("NONE"), 1);
        }
        Section section = found.get();
        for (String key : new String[] {"url", "user", "password"}) {
            if (!section.has(key)) {
                store.problem(name, "'" + section.at(key) + "' is missing");
            }
        }
        StoreSettings.Place place = new StoreSettings.Place(
                section.value("url", StoreReader::url).orElse(""),
                section.text("user").orElse(""),
                section.value("password", SecretRef::parse)
                        .map(ref -> ConfigReader.resolved(ref, folder))
                        .orElse(new SecretRef.Environment("NONE")),
                section.value("connections", StoreReader::connections).orElse(USUAL_CONNECTIONS));
        section.done();
        return place;
    }

    private static String url(String text) {
        if (!text.startsWith("jdbc:postgresql://") || text.contains("password=")) {
            throw new IllegalArgumentException(
                    "it is written jdbc:postgresql://host:port/database, with user and password in fields of their own");
        }
        return text;
    }

    private static Integer connections(String text) {
        try {
            int value = Integer.parseInt(text);
            if (value >= 1 && value <= 100) {
                return value;
            }
        } catch (NumberFormatException e) {
            // Said below.
        }
        throw new IllegalArgumentException("it is a number from 1 to 100");
    }

    private static Optional<Duration> within(Section section, String key, Duration least, Duration most) {
        return section.value(key, text -> {
            Duration value = Durations.parse(text);
            if (value.compareTo(least) < 0 || value.compareTo(most) > 0) {
                throw new IllegalArgumentException(
                        "it is a time from " + least.toSeconds() + "s to " + most.toSeconds() + "s");
            }
            return value;
        });
    }
}
