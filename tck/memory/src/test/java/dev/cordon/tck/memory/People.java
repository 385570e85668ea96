package dev.cordon.tck.memory;

import dev.cordon.core.Alias;
import dev.cordon.core.Bytes;
import dev.cordon.core.CordonException;
import dev.cordon.core.Credential;
import dev.cordon.core.Problem;
import dev.cordon.core.Rule;
import dev.cordon.core.Subject;
import dev.cordon.core.TenantId;
import dev.cordon.core.UserId;
import dev.cordon.core.spi.Identity;
import java.util.Map;
import java.util.Optional;
import java.util.concurrent.ConcurrentHashMap;
import java.util.concurrent.atomic.AtomicInteger;

/** An identity provider: knows who holds which credential. Thread-safe. */
final class People implements Identity {
    private final Map<Subject, Credential> credentials = new ConcurrentHashMap<>();
    private final Map<Credential, Subject> subjects = new ConcurrentHashMap<>();
    private final AtomicInteger next = new AtomicInteger();

    /** The person's credential, made at first. */
    Credential credential(String tenant, String user) {
        return credentials.computeIfAbsent(new Subject(new TenantId(tenant), new UserId(user)), subject -> {
            int number = next.incrementAndGet();
            Credential made = new Credential.Profile(new Alias("person" + number), Bytes.utf8("secret of " + number));
            subjects.put(made, subject);
            return made;
        });
    }

    @Override
    public Subject verify(Credential credential) {
        return Optional.ofNullable(subjects.get(credential))
                .orElseThrow(() -> new CordonException.Refused(Problem.of(
                        Rule.C2, "not-known", "You are not known here", "the credential doesn't verify", "sign in")));
    }
}
