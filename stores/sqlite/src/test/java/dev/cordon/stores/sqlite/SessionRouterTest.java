package dev.cordon.stores.sqlite;

import static dev.cordon.stores.sqlite.Home.BY;
import static dev.cordon.stores.sqlite.Home.HELLO;
import static dev.cordon.stores.sqlite.Home.HOUR;
import static dev.cordon.stores.sqlite.Home.ME;
import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;
import static org.assertj.core.api.Assertions.catchThrowableOfType;

import dev.cordon.core.Alias;
import dev.cordon.core.Bytes;
import dev.cordon.core.CordonException;
import dev.cordon.core.Credential;
import dev.cordon.core.IdType;
import dev.cordon.core.Kind;
import dev.cordon.core.Problem;
import dev.cordon.core.Rule;
import dev.cordon.core.Session;
import dev.cordon.core.SessionId;
import dev.cordon.core.SessionInfo;
import dev.cordon.core.SessionReader;
import dev.cordon.core.WorkspaceId;
import java.nio.file.Files;
import java.nio.file.Path;
import java.time.Duration;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

class SessionRouterTest {
    private static final Alias FIX = new Alias("fix-42");

    @TempDir
    Path temp;

    private Home home;
    private WorkspaceId repo;

    @BeforeEach
    void openHome() {
        home = new Home(temp.resolve("home"));
        repo = home.workspace("repo");
    }

    @AfterEach
    void closeHome() {
        home.close();
    }

    private SessionId made(Credential credential, Alias alias) {
        try (Session session = home.router().create(credential, repo, alias, HOUR)) {
            session.append(Kind.NOTE, HELLO, BY);
            return session.info().id();
        }
    }

    private Problem answer(Credential credential, SessionId id) {
        return catchThrowableOfType(
                        CordonException.NotFound.class, () -> home.router().open(credential, repo, id))
                .problem();
    }

    @Test
    void alias_findsItsSession_overProcesses() {
        SessionId id = made(ME, FIX);
        home.restart();
        assertThat(home.router().find(ME, FIX)).map(SessionInfo::id).contains(id);
        try (Session session = home.router().openOrCreate(ME, repo, FIX, HOUR)) {
            assertThat(session.info().id()).isEqualTo(id);
        }
    }

    @Test
    void foreignExpiredErasedAndMadeUp_answerTheSame() {
        Credential other = home.profile("bob");
        SessionId foreign = made(other, FIX);
        SessionId erased = made(ME, new Alias("erased"));
        home.router().erase(ME, erased);
        SessionId madeUp = new SessionId("sess_" + "7".repeat(39));
        SessionId neverMade = new SessionId(home.store.ids().mint(IdType.SESSION));
        SessionId expired = made(ME, new Alias("expired"));
        home.later(HOUR);
        Problem one = answer(ME, foreign);
        assertThat(one.rule()).isEqualTo(Rule.C3);
        assertThat(answer(ME, erased)).isEqualTo(one);
        assertThat(answer(ME, madeUp)).isEqualTo(one);
        assertThat(answer(ME, neverMade)).isEqualTo(one);
        assertThat(answer(ME, expired)).isEqualTo(one);
        assertThat(answer(other, neverMade)).isEqualTo(one);
    }

    @Test
    void sameAlias_belongsToEachUserAlone() {
        Credential bob = home.profile("bob");
        SessionId mine = made(ME, FIX);
        SessionId bobs = made(bob, FIX);
        assertThat(home.router().find(bob, FIX)).map(SessionInfo::id).contains(bobs);
        assertThat(home.router().list(ME)).extracting(SessionInfo::id).containsExactly(mine);
        assertThat(home.router().list(bob)).extracting(SessionInfo::id).containsExactly(bobs);
        assertThat(home.router().verify(bob).user().value()).isEqualTo("dev/bob");
    }

    @Test
    void openInOtherWorkspace_isRefused_withTheMend() {
        SessionId id = made(ME, FIX);
        WorkspaceId other = home.workspace("other");
        assertThatThrownBy(() -> home.router().open(ME, other, FIX))
                .isInstanceOfSatisfying(CordonException.Refused.class, e -> {
                    assertThat(e.problem().rule()).isEqualTo(Rule.C2);
                    assertThat(e.problem().mend()).contains("--session new");
                });
        assertThatThrownBy(() -> home.router().open(ME, other, id)).isInstanceOf(CordonException.Refused.class);
        assertThatThrownBy(() -> home.router().openOrCreate(ME, other, FIX, HOUR))
                .isInstanceOf(CordonException.Refused.class);
    }

    @Test
    void createWithAliasThatIsTaken_fails_andLeavesNothing() {
        made(ME, FIX);
        long files = home.files().size();
        assertThatThrownBy(() -> home.router().create(ME, repo, FIX, HOUR))
                .isInstanceOf(CordonException.Conflict.class);
        assertThat(home.files()).hasSize((int) files);
        assertThat(home.router().list(ME)).hasSize(1);
    }

    @Test
    void aliasOfExpiredSession_isFree() {
        SessionId old = made(ME, FIX);
        home.later(HOUR);
        try (Session fresh = home.router().openOrCreate(ME, repo, FIX, HOUR)) {
            assertThat(fresh.info().id()).isNotEqualTo(old);
            assertThat(fresh.read(Kind.NOTE)).isEmpty();
        }
        home.router().erase(ME, old);
        assertThat(home.router().find(ME, FIX)).isPresent();
    }

    @Test
    void expirySeenOnce_holdsForTheNextProcessWhoseClockIsBehind() {
        SessionId id = made(ME, FIX);
        home.later(HOUR);
        assertThat(home.router().list(ME)).isEmpty();
        home.later(Duration.ofHours(-1));
        home.restart();
        assertThat(home.router().find(ME, FIX)).isEmpty();
        assertThatThrownBy(() -> home.router().openForReading(ME, id)).isInstanceOf(CordonException.NotFound.class);
    }

    @Test
    void workspaceThatWasNotMinted_isRefused() {
        WorkspaceId madeUp = new WorkspaceId("ws_" + "0".repeat(39));
        assertThatThrownBy(() -> home.router().create(ME, madeUp, null, HOUR))
                .isInstanceOf(CordonException.Refused.class);
    }

    @Test
    void ttlOutOfBounds_isBadInput() {
        for (Duration ttl : new Duration[] {Duration.ZERO, Duration.ofSeconds(-5), Duration.ofDays(366)}) {
            assertThatThrownBy(() -> home.router().create(ME, repo, null, ttl))
                    .isInstanceOf(CordonException.BadInput.class);
        }
    }

    @Test
    void wrongUnknownAndWithdrawnProfile_areRefusedAlike() {
        Credential.Profile bob = (Credential.Profile) home.profile("bob");
        Credential.Profile ann = (Credential.Profile) home.profile("ann");
        Credential stolenName = new Credential.Profile(bob.name(), ann.secret());
        Credential unknown = new Credential.Profile(new Alias("eve"), Bytes.ceded(new byte[32]));
        Problem one = refusal(stolenName);
        assertThat(one.rule()).isEqualTo(Rule.C2);
        assertThat(refusal(unknown)).isEqualTo(one);
        assertThat(home.store.identity().withdraw(bob.name())).isTrue();
        assertThat(refusal(bob)).isEqualTo(one);
        assertThat(home.router().list(ann)).isEmpty();
    }

    private Problem refusal(Credential credential) {
        return catchThrowableOfType(
                        CordonException.Refused.class, () -> home.router().list(credential))
                .problem();
    }

    @Test
    void profileDeclaredTwice_keepsTheFirstKey() {
        Credential bob = home.profile("bob");
        assertThatThrownBy(() -> home.profile("bob")).isInstanceOf(CordonException.Conflict.class);
        assertThat(home.router().list(bob)).isEmpty();
    }

    @Test
    void closedSession_isReadOnly() {
        SessionId id = made(ME, FIX);
        home.router().close(ME, id);
        assertThatThrownBy(() -> home.router().open(ME, repo, id)).isInstanceOf(CordonException.Conflict.class);
        try (SessionReader reader = home.router().openForReading(ME, id)) {
            assertThat(reader.read(Kind.NOTE)).hasSize(1);
        }
    }

    @Test
    void erase_removesKeyAndFiles_andNothingOfTheNeighbour() {
        SessionId neighbour = made(ME, new Alias("neighbour"));
        int before = home.files().size();
        SessionId id = made(ME, FIX);
        try (SessionReader reader = home.router().openForReading(ME, id)) {
            home.router().erase(ME, id);
            assertThatThrownBy(() -> reader.read(Kind.NOTE)).isInstanceOf(CordonException.NotFound.class);
        }
        assertThat(home.files()).hasSize(before);
        assertThat(home.router().find(ME, FIX)).isEmpty();
        assertThatThrownBy(() -> home.router().erase(ME, id)).isInstanceOf(CordonException.NotFound.class);
        try (SessionReader reader = home.router().openForReading(ME, neighbour)) {
            assertThat(reader.read(Kind.NOTE)).hasSize(1);
        }
    }

    @Test
    void eraseOfForeignSession_isNotFound_andLeavesIt() {
        Credential bob = home.profile("bob");
        SessionId id = made(bob, FIX);
        assertThatThrownBy(() -> home.router().erase(ME, id)).isInstanceOf(CordonException.NotFound.class);
        assertThat(home.router().find(bob, FIX)).isPresent();
    }

    @Test
    void eraseWhileAWriterHoldsIt_isBusy_andTheWriterGoesOn() {
        try (Session session = home.router().create(ME, repo, FIX, HOUR)) {
            SessionId id = session.info().id();
            assertThatThrownBy(() -> home.router().erase(ME, id)).isInstanceOf(CordonException.Conflict.class);
            session.append(Kind.NOTE, HELLO, BY);
        }
    }

    @Test
    void noNameLiesOnDisk() throws Exception {
        Credential bob = home.profile("bobs-profile-name");
        made(bob, new Alias("my-secret-alias"));
        home.close();
        for (Path file : home.files()) {
            String content = new String(Files.readAllBytes(file), java.nio.charset.StandardCharsets.ISO_8859_1);
            assertThat(content).as(file.toString()).doesNotContain("my-secret-alias", "bobs-profile-name", "hello");
            assertThat(file.toString()).doesNotContain("my-secret-alias", "bobs-profile-name");
        }
        home.store = home.open();
    }

    @Test
    void filesAreForTheirOwnerOnly() throws Exception {
        made(ME, FIX);
        for (Path file : home.files()) {
            assertThat(java.nio.file.attribute.PosixFilePermissions.toString(Files.getPosixFilePermissions(file)))
                    .as(file.toString())
                    .isEqualTo("rw-------");
        }
    }

    @Test
    void tasks_areFoundInTheUsersDirectoryAlone() {
        Credential bob = home.profile("bob");
        String task = home.store.ids().mint(IdType.TASK);
        home.router().directory(ME).putTask(task, HELLO, BY);
        home.restart();
        assertThat(home.router().directory(ME).tasks()).hasSize(1);
        assertThat(home.router().directory(bob).tasks()).isEmpty();
        assertThat(home.router().directory(bob).removeTask(task, BY)).isFalse();
        assertThat(home.router().directory(ME).removeTask(task, BY)).isTrue();
        assertThat(home.router().directory(ME).tasks()).isEmpty();
    }

    @Test
    void removeTask_removesNoSession() {
        SessionId id = made(ME, FIX);
        assertThat(home.router().directory(ME).removeTask(id.value(), BY)).isFalse();
        assertThat(home.router().find(ME, FIX)).isPresent();
    }
}
