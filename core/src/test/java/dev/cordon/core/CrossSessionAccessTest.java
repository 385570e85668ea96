package dev.cordon.core;

import static com.tngtech.archunit.lang.syntax.ArchRuleDefinition.noClasses;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import com.tngtech.archunit.core.domain.JavaClasses;
import com.tngtech.archunit.core.importer.ClassFileImporter;
import com.tngtech.archunit.core.importer.ImportOption;
import com.tngtech.archunit.lang.ArchRule;
import org.junit.jupiter.api.Test;

/** Who may see more than one session is decided here, and nowhere else. */
class CrossSessionAccessTest {
    /** Packages that may take the right. Core itself never does. */
    private static final String[] HOLDERS = {"dev.cordon.cli"};

    private static final ArchRule RULE = noClasses()
            .that()
            .resideOutsideOfPackages(HOLDERS)
            .should()
            .callMethod(CrossSessionAccess.class, "forPlace", CrossSessionAccess.Place.class);

    @Test
    void coreAndOthers_takeNoCrossSessionAccess() {
        JavaClasses cordon = new ClassFileImporter()
                .withImportOption(ImportOption.Predefined.DO_NOT_INCLUDE_TESTS)
                .importPackages("dev.cordon");
        RULE.check(cordon);
    }

    @Test
    void takingItElsewhere_isFound() {
        JavaClasses thief = new ClassFileImporter().importClasses(Thief.class);
        assertThatThrownBy(() -> RULE.check(thief)).isInstanceOf(AssertionError.class);
    }

    static final class Thief {
        CrossSessionAccess take() {
            return CrossSessionAccess.forPlace(CrossSessionAccess.Place.SWEEPER);
        }
    }
}
