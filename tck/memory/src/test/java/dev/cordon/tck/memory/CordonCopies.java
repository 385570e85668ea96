package dev.cordon.tck.memory;

import dev.cordon.core.SessionId;
import java.io.ByteArrayOutputStream;
import java.io.IOException;
import java.io.UncheckedIOException;
import java.nio.charset.StandardCharsets;
import java.util.Base64;
import java.util.Optional;
import java.util.regex.Matcher;
import java.util.regex.Pattern;

/** Exports and forks. */
final class CordonCopies implements Abilities.Exporting, Abilities.Forking {
    private static final Pattern BASE64 = Pattern.compile("[A-Za-z0-9+/]{24,}={0,2}");

    private final CordonMemory of;

    CordonCopies(CordonMemory of) {
        this.of = of;
    }

    @Override
    public String export(Owner owner) {
        return export(owner, of.sessions.get(owner));
    }

    @Override
    public Optional<String> exportById(Owner caller, String id) {
        return Optional.of(export(caller, new SessionId(id)));
    }

    private String export(Owner caller, SessionId id) {
        ByteArrayOutputStream out = new ByteArrayOutputStream();
        try {
            of.router.export(of.credential(caller), id, out);
        } catch (IOException e) {
            throw new UncheckedIOException(e);
        }
        String lines = out.toString(StandardCharsets.UTF_8);
        return lines + decoded(lines);
    }

    /** Bodies that lie in it in base64, as they read. */
    private static String decoded(String lines) {
        StringBuilder plain = new StringBuilder();
        Matcher found = BASE64.matcher(lines);
        while (found.find()) {
            Lab.attempt(
                    () -> plain.append(new String(Base64.getDecoder().decode(found.group()), StandardCharsets.UTF_8)));
        }
        return plain.toString();
    }

    @Override
    public void fork(Owner source, Owner fork) {
        of.known(fork, of.router.fork(of.credential(source), of.sessions.get(source), null, CordonMemory.MONTH))
                .close();
    }
}
