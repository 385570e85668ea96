package dev.cordon.run;

import dev.cordon.capsule.BaseStore;
import dev.cordon.capsule.Capsules;
import dev.cordon.core.Ids;
import dev.cordon.core.Incidents;
import dev.cordon.core.Ledger;
import dev.cordon.core.spi.ContentGuard;
import dev.cordon.guard.ObeyedFiles;
import dev.cordon.guard.PatchScanner;
import dev.cordon.memory.MemoryParts;
import java.security.SecureRandom;
import java.time.InstantSource;

/** The parts that every run of a process shares. Each is thread-safe; none holds anything of a session. */
public record Machine(
        StateFolder folder,
        BaseStore bases,
        Capsules capsules,
        Ledger ledger,
        Ids ids,
        Incidents incidents,
        ContentGuard guard,
        PatchScanner secrets,
        ObeyedFiles obeyed,
        InstantSource clock,
        SecureRandom random,
        MemoryParts memory) {}
