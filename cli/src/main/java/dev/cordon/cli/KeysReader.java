package dev.cordon.cli;

import dev.cordon.cli.Config.KeySettings;
import dev.cordon.cli.Config.Kms;
import java.nio.file.Path;
import java.util.Optional;
import java.util.regex.Pattern;

/** Reads the section {@code keys}. */
final class KeysReader {
    private static final Pattern URI = Pattern.compile("[a-z][a-z0-9+.-]*://\\S+");

    private KeysReader() {}

    /** @param folder where relative paths start */
    static KeySettings read(Section root, Path folder) {
        Optional<Section> keys = root.section("keys");
        if (keys.isEmpty()) {
            return KeySettings.DEFAULT;
        }
        Optional<Kms> kms = keys.get().section("root").flatMap(section -> kms(section, folder));
        keys.get().done();
        return new KeySettings(kms);
    }

    private static Optional<Kms> kms(Section section, Path folder) {
        Optional<String> uri = section.value("kms", KeysReader::uri);
        if (!section.has("kms")) {
            section.problem("kms", "'" + section.at("kms") + "' is missing: the key's name at its service");
        }
        Optional<Path> credentials = section.text("credentials").map(folder::resolve);
        Optional<Path> clients = section.text("clients").map(folder::resolve);
        section.done();
        return uri.map(name -> new Kms(name, credentials, clients));
    }

    private static String uri(String text) {
        if (!URI.matcher(text).matches()) {
            throw new IllegalArgumentException("it is written service://key, such as aws-kms://arn:… or gcp-kms://…");
        }
        return text;
    }
}
