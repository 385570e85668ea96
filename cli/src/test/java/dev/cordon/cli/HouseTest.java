package dev.cordon.cli;

import static com.tngtech.archunit.lang.conditions.ArchPredicates.are;
import static com.tngtech.archunit.lang.syntax.ArchRuleDefinition.classes;
import static com.tngtech.archunit.lang.syntax.ArchRuleDefinition.fields;
import static com.tngtech.archunit.lang.syntax.ArchRuleDefinition.noClasses;
import static com.tngtech.archunit.library.Architectures.layeredArchitecture;
import static com.tngtech.archunit.library.dependencies.SlicesRuleDefinition.slices;

import com.tngtech.archunit.base.DescribedPredicate;
import com.tngtech.archunit.core.importer.ImportOption.DoNotIncludeTests;
import com.tngtech.archunit.junit.AnalyzeClasses;
import com.tngtech.archunit.junit.ArchTest;
import com.tngtech.archunit.lang.ArchRule;
import dev.cordon.core.CrossSessionAccess;
import dev.cordon.core.SessionRouter;

/** The house as architecture.md draws it: imports run one way, and the dangerous doors are few. */
@AnalyzeClasses(packages = "dev.cordon", importOptions = DoNotIncludeTests.class)
class HouseTest {
    @ArchTest
    static final ArchRule importsRunOneWay = layeredArchitecture()
            .consideringOnlyDependenciesInAnyPackage("dev.cordon..")
            .layer("cli")
            .definedBy("dev.cordon.cli..")
            .layer("corpus")
            .definedBy("dev.cordon.tck.capsule..")
            .layer("run")
            .definedBy("dev.cordon.run..")
            .layer("tools")
            .definedBy("dev.cordon.tools..")
            .layer("capsule")
            .definedBy("dev.cordon.capsule..")
            .layer("guard")
            .definedBy("dev.cordon.guard..")
            .layer("memory")
            .definedBy("dev.cordon.memory..")
            .layer("stores")
            .definedBy("dev.cordon.stores..")
            .layer("wire")
            .definedBy("dev.cordon.wire..")
            .layer("egress")
            .definedBy("dev.cordon.egress..")
            .layer("gateway")
            .definedBy("dev.cordon.gateway..")
            .layer("core")
            .definedBy("dev.cordon.core..")
            .whereLayer("cli")
            .mayNotBeAccessedByAnyLayer()
            .whereLayer("corpus")
            .mayOnlyBeAccessedByLayers("cli")
            .whereLayer("run")
            .mayOnlyBeAccessedByLayers("cli", "corpus")
            .whereLayer("tools")
            .mayOnlyBeAccessedByLayers("cli", "run", "corpus")
            .whereLayer("capsule")
            .mayOnlyBeAccessedByLayers("cli", "run", "tools", "corpus")
            .whereLayer("guard")
            .mayOnlyBeAccessedByLayers("cli", "run", "memory", "corpus")
            .whereLayer("memory")
            .mayOnlyBeAccessedByLayers("cli", "run")
            .whereLayer("gateway")
            .mayOnlyBeAccessedByLayers("cli", "run", "corpus")
            .whereLayer("egress")
            .mayOnlyBeAccessedByLayers("cli", "run", "corpus")
            .whereLayer("wire")
            .mayOnlyBeAccessedByLayers("gateway", "egress", "run", "corpus")
            .whereLayer("stores")
            .mayOnlyBeAccessedByLayers("cli");

    @ArchTest
    static final ArchRule coreKnowsNoEngine = noClasses()
            .that()
            .resideInAPackage("dev.cordon.core..")
            .should()
            .dependOnClassesThat()
            .resideInAnyPackage(
                    "org.sqlite..",
                    "org.postgresql..",
                    "com.zaxxer..",
                    "org.flywaydb..",
                    "java.sql..",
                    "picocli..",
                    "org.snakeyaml..",
                    "com.google.re2j..");

    @ArchTest
    static final ArchRule storesDoNotKnowEachOther =
            slices().matching("dev.cordon.stores.(*)..").should().notDependOnEachOther();

    @ArchTest
    static final ArchRule onlyTheWiringKnowsAStore = noClasses()
            .that()
            .resideInAPackage("dev.cordon.cli..")
            .and()
            .haveSimpleNameNotEndingWith("Wiring")
            .should()
            .dependOnClassesThat()
            .resideInAPackage("dev.cordon.stores..");

    @ArchTest
    static final ArchRule packagesHaveNoCycles =
            slices().matching("dev.cordon.(*)..").should().beFreeOfCycles();

    @ArchTest
    static final ArchRule rightToSeeSeveralSessions_isTakenInNamedPlacesOnly = noClasses()
            .that()
            .doNotHaveSimpleName("IncidentsCommand")
            .and()
            .doNotHaveSimpleName("AuditCommand")
            .and()
            .doNotHaveSimpleName("BackupCommand")
            .and()
            .doNotHaveSimpleName("MigrateCommand")
            .and()
            .doNotHaveSimpleName("RotateCommand")
            .and()
            .doNotHaveSimpleName("EraseCommand")
            .and()
            .doNotHaveFullyQualifiedName(CrossSessionAccess.class.getName())
            .should()
            .callMethod(CrossSessionAccess.class, "forPlace", CrossSessionAccess.Place.class);

    @ArchTest
    static final ArchRule onlyTheStoreMakesARouter = noClasses()
            .that()
            .resideOutsideOfPackages("dev.cordon.stores..", "dev.cordon.core..")
            .should()
            .callConstructor(SessionRouter.class, dev.cordon.core.RouterPorts.class);

    @ArchTest
    static final ArchRule noStaticMutableState = fields().that()
            .areStatic()
            .and()
            .areDeclaredInClassesThat()
            .resideOutsideOfPackage("dev.cordon.cli..")
            .should()
            .beFinal();

    @ArchTest
    static final ArchRule commandsAreNoApi = classes()
            .that()
            .resideInAPackage("dev.cordon.cli..")
            .and()
            .doNotHaveSimpleName("Main")
            .and()
            .areTopLevelClasses()
            .and(are(notTheConfiguration()))
            .should()
            .bePackagePrivate();

    private static DescribedPredicate<com.tngtech.archunit.core.domain.JavaClass> notTheConfiguration() {
        return DescribedPredicate.describe(
                "not the configuration's records", type -> !type.getSimpleName().equals("Config"));
    }
}
