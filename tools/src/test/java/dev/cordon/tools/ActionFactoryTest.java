package dev.cordon.tools;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import dev.cordon.core.CordonException;
import dev.cordon.core.SecretRef;
import dev.cordon.core.ToolSpec;
import dev.cordon.core.ToolSpec.MountSpec;
import java.nio.file.Files;
import java.nio.file.Path;
import java.nio.file.attribute.PosixFilePermissions;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

/** Programs and credentials are resolved by the boundary, never by what an agent wrote. */
class ActionFactoryTest {
    @TempDir
    Path folder;

    private ToolSpec tool(String program, Optional<SecretRef> credential, MountSpec... mounts) {
        return new ToolSpec("t", List.of(program), Map.of(), credential, List.of(), List.of(mounts), Optional.empty());
    }

    private static ActionFactory factory() {
        var ids = new dev.cordon.core.Ids(new java.security.SecureRandom(), new byte[32]);
        var scope = new dev.cordon.core.Scope(
                new dev.cordon.core.TenantId("t"), new dev.cordon.core.UserId("u"),
                new dev.cordon.core.WorkspaceId(ids.mint(dev.cordon.core.IdType.WORKSPACE)),
                        new dev.cordon.core.SessionId(ids.mint(dev.cordon.core.IdType.SESSION)));
        return new ActionFactory(scope, "task", "run", "base", "patch", "policy");
    }

    private static ExactAction of(ToolSpec tool) {
        return factory().of(ToolCall.of(tool, Map.of()), "");
    }

    @Test
    void programByName_isTheSystems() {
        assertThat(of(tool("git", Optional.empty())).executable()).startsWith("/usr/");
    }

    @Test
    void programThatIsNotThere_isRefused() {
        assertThatThrownBy(() -> of(tool("no-such-program", Optional.empty())))
                .isInstanceOf(CordonException.BadInput.class);
    }

    @Test
    void programOfTheCheckout_isRefused() {
        assertThatThrownBy(() -> of(tool("./tool", Optional.empty()))).isInstanceOf(CordonException.BadInput.class);
        assertThatThrownBy(() -> of(tool("/workspace/tool", Optional.empty())))
                .isInstanceOf(CordonException.BadInput.class);
    }

    @Test
    void programOutsideTheMounts_isRefused() throws Exception {
        Path program = Files.createFile(
                folder.resolve("act"),
                PosixFilePermissions.asFileAttribute(PosixFilePermissions.fromString("rwxr-xr-x")));
        assertThatThrownBy(() -> of(tool(program.toString(), Optional.empty())))
                .isInstanceOf(CordonException.BadInput.class);
        assertThat(of(tool(program.toString(), Optional.empty(), new MountSpec(folder, false)))
                        .executable())
                .isEqualTo(program.toRealPath().toString());
    }

    @Test
    void readableAndWritableMounts_areDifferentActions() {
        assertThat(of(tool("git", Optional.empty(), new MountSpec(folder, true)))
                        .fingerprint())
                .isNotEqualTo(of(tool("git", Optional.empty(), new MountSpec(folder, false)))
                        .fingerprint());
    }

    @Test
    void credentialFileThatOthersCanRead_isRefused() throws Exception {
        Path file = Files.writeString(folder.resolve("token"), "s3cret\n");
        Files.setPosixFilePermissions(file, PosixFilePermissions.fromString("rw-r--r--"));
        CredentialReader reader = new CredentialReader(Map.of());
        assertThatThrownBy(() -> reader.value(new SecretRef.File(file)))
                .isInstanceOf(CordonException.Unavailable.class)
                .hasMessageNotContaining("s3cret");
        Files.setPosixFilePermissions(file, PosixFilePermissions.fromString("rw-------"));
        assertThat(reader.value(new SecretRef.File(file))).isEqualTo("s3cret");
    }

    @Test
    void credentialVariable_isNamedAndItsValueInNoAction() {
        ToolSpec tool = tool("git", Optional.of(new SecretRef.Environment("TOKEN")));
        assertThat(new CredentialReader(Map.of("TOKEN", "s3cret")).variables(tool))
                .containsExactly(Map.entry("TOKEN", "s3cret"));
        assertThat(of(tool).toString()).contains("env:TOKEN").doesNotContain("s3cret");
        assertThatThrownBy(() -> new CredentialReader(Map.of()).variables(tool))
                .isInstanceOf(CordonException.Unavailable.class);
    }
}
