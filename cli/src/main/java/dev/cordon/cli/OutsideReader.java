package dev.cordon.cli;

import dev.cordon.core.CordonException;
import dev.cordon.core.SecretRef;
import dev.cordon.egress.EgressPolicy;
import dev.cordon.gateway.Model;
import dev.cordon.gateway.Provider;
import dev.cordon.run.EgressSettings;
import java.net.URI;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;
import java.util.Optional;

/** Reads what {@code cordon.yaml} says of the world outside: models, and the ways that lanes have to it. */
final class OutsideReader {
    private final Section root;
    private final Path folder;

    /** @param folder relative paths start there */
    OutsideReader(Section root, Path folder) {
        this.root = root;
        this.folder = folder;
    }

    List<Model> models() {
        List<Model> models = new ArrayList<>();
        for (Section section : root.sections("models")) {
            Optional<Model> model = model(section);
            model.filter(Model::any)
                    .filter(taken -> models.stream().anyMatch(m -> m.any() && m.provider() == taken.provider()))
                    .ifPresent(_ -> section.problem(
                            "any", "only one model of a provider can take every name: another one has 'any: true'"));
            model.ifPresent(models::add);
            section.done();
        }
        return models;
    }

    private Optional<Model> model(Section section) {
        Optional<String> name = section.text("name");
        Optional<Provider> provider = section.value("provider", Provider::named);
        Optional<URI> base = section.value("base_url", URI::create);
        Optional<SecretRef> key =
                section.value("api_key", SecretRef::parse).map(ref -> ConfigReader.resolved(ref, folder));
        boolean any = section.value("any", OutsideReader::yesOrNo).orElse(false);
        if (name.isEmpty() || provider.isEmpty() || base.isEmpty() || key.isEmpty()) {
            section.problem("name", "a model needs name, provider, base_url and api_key");
            return Optional.empty();
        }
        return section.value(
                "base_url", text -> new Model(name.get(), provider.get(), URI.create(text), key.get(), any));
    }

    EgressSettings egress() {
        Optional<Section> found = root.section("egress");
        if (found.isEmpty()) {
            return EgressSettings.DIRECT;
        }
        Section section = found.get();
        EgressSettings settings = new EgressSettings(
                section.value("proxy", OutsideReader::proxy),
                section.value("proxy_credential", SecretRef::parse).map(ref -> ConfigReader.resolved(ref, folder)),
                section.texts("authorities").stream()
                        .map(text -> folder.resolve(text).normalize())
                        .toList(),
                section.value("inspect", OutsideReader::yesOrNo).orElse(false));
        section.done();
        return settings;
    }

    /** The {@code egress} list of a lane or tool, each entry checked. */
    static List<String> destinations(Section section, String owner) {
        List<String> entries = section.values("egress", entry -> {
            EgressPolicy.parse(owner, List.of(entry));
            return entry;
        });
        try {
            EgressPolicy.parse(owner, entries);
        } catch (CordonException e) {
            section.problem("egress", e.problem().why() + "; " + e.problem().mend());
        }
        return entries;
    }

    private static URI proxy(String text) {
        URI uri = URI.create(text);
        if (!"http".equals(uri.getScheme()) || uri.getHost() == null || uri.getPort() < 1) {
            throw new IllegalArgumentException("a proxy is http://host:port");
        }
        return uri;
    }

    private static boolean yesOrNo(String text) {
        return switch (text) {
            case "true" -> true;
            case "false" -> false;
            default -> throw new IllegalArgumentException("it is true or false");
        };
    }
}
