package dev.cordon.core;

import dev.cordon.core.spi.Identity;
import dev.cordon.core.spi.KeyStore;
import java.security.SecureRandom;

/**
 * Identity of one machine: the operating system's user, and profiles of that user, each with a secret of its own (C2).
 * Of a secret only an HMAC under a key of the ring is kept. A profile's user is {@code osuser/profile}: no name of the
 * operating system holds a slash. Thread-safe.
 */
public final class LocalIdentity implements Identity {
    /** The tenant of everything local. */
    public static final TenantId TENANT = new TenantId("local");

    private static final int SECRET_BYTES = 32;

    private final UserId osUser;
    private final KeyStore verifiers;
    private final byte[] key;
    private final SecureRandom random;

    /**
     * @param osUser who the kernel says runs this process
     * @param key 32 secret bytes of this home
     */
    public LocalIdentity(UserId osUser, KeyStore verifiers, byte[] key, SecureRandom random) {
        this.osUser = osUser;
        this.verifiers = verifiers;
        this.key = key.clone();
        this.random = random;
    }

    /**
     * Declares a profile and returns its secret, 32 random bytes, which are kept nowhere else.
     *
     * @throws CordonException.Conflict if the profile is declared already
     */
    public Bytes enroll(Alias profile) {
        byte[] secret = new byte[SECRET_BYTES];
        random.nextBytes(secret);
        if (!verifiers.putIfAbsent(name(profile), verifier(profile, secret))) {
            throw new CordonException.Conflict(Problem.of(
                    "profile-exists",
                    "This profile can't be declared",
                    "there is one of this name",
                    "choose another name"));
        }
        return Bytes.ceded(secret);
    }

    /** Withdraws a profile: its secret verifies no more. Returns whether there was one. */
    public boolean withdraw(Alias profile) {
        return verifiers.delete(name(profile));
    }

    @Override
    public Subject verify(Credential credential) {
        return switch (credential) {
            case Credential.OsUser() -> new Subject(TENANT, osUser);
            case Credential.Profile(Alias name, Bytes secret) -> verifyProfile(name, secret);
        };
    }

    private Subject verifyProfile(Alias profile, Bytes secret) {
        Bytes shown = verifier(profile, secret.toArray());
        if (!verifiers.get(name(profile)).filter(shown::equals).isPresent()) {
            throw new CordonException.Refused(Problem.of(
                    Rule.C2,
                    "credential-refused",
                    "This profile's credential was refused",
                    "the profile is not declared, or the key is not its own",
                    "declare it again, or use the key that it was declared with"));
        }
        return new Subject(TENANT, user(profile));
    }

    private UserId user(Alias profile) {
        return new UserId(osUser.value() + "/" + profile.value());
    }

    private Bytes verifier(Alias profile, byte[] secret) {
        byte[] bound = new FieldWriter()
                .text("verifier")
                .text(user(profile).value())
                .bytes(secret)
                .toBytes();
        return Bytes.ceded(Macs.hmac(key, bound));
    }

    private String name(Alias profile) {
        byte[] named =
                new FieldWriter().text("name").text(user(profile).value()).toBytes();
        return "profile/" + Bytes.ceded(Macs.hmac(key, named)).toHex();
    }
}
