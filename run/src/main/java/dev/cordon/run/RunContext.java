package dev.cordon.run;

import dev.cordon.capsule.Base;
import dev.cordon.capsule.Capsule;
import dev.cordon.capsule.CapsuleSpec;
import dev.cordon.capsule.Journal;
import dev.cordon.capsule.RunFolder;
import dev.cordon.core.Session;
import dev.cordon.core.spi.Sandbox.Access;
import dev.cordon.core.spi.Sandbox.Mount;
import dev.cordon.core.spi.Sandbox.Streams;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.function.Consumer;

/**
 * What one run's steps share: its session, its folder, its journal, its trace. Owned by the supervisor; lives as long
 * as the run.
 *
 * @param layers digests of the base's prepared layers
 * @param continues what an earlier run of the task left to go on from
 * @param onStart told of each capsule that runs, so that whoever stops the run stops that
 */
record RunContext(
        Machine machine,
        RunPlan plan,
        Session session,
        String run,
        RunFolder folder,
        Journal journal,
        RunTrace trace,
        RunListener listener,
        Base base,
        List<String> layers,
        Optional<Continuation> continues,
        Consumer<Capsule.Running> onStart) {

    /** A capsule of this run with what the workspace declares, and nothing else. */
    CapsuleSpec capsule(
            String name,
            Map<String, String> environment,
            List<Mount> extraMounts,
            Map<String, byte[]> boundary,
            Streams streams) {
        List<Mount> mounts = new ArrayList<>();
        plan.mounts().forEach(path -> mounts.add(new Mount(path, path.toString(), Access.READ)));
        mounts.addAll(extraMounts);
        return new CapsuleSpec(name, base, layers, mounts, environment, boundary, plan.limits(), streams)
                .with(plan.checkout().unlisted());
    }

    RunContext on(List<String> preparedLayers) {
        return new RunContext(
                machine,
                plan,
                session,
                run,
                folder,
                journal,
                trace,
                listener,
                base,
                preparedLayers,
                continues,
                onStart);
    }
}
