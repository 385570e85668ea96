package dev.cordon.stores.sqlite;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import dev.cordon.core.CordonException;
import dev.cordon.core.CrossSessionAccess;
import dev.cordon.core.Incident;
import dev.cordon.core.Incidents;
import dev.cordon.core.PartitionId;
import dev.cordon.core.Rule;
import dev.cordon.core.TenantId;
import java.nio.file.Path;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

class IncidentsTest {
    private static final CrossSessionAccess ACCESS = CrossSessionAccess.forPlace(CrossSessionAccess.Place.INCIDENTS);
    private static final PartitionId MINE = new PartitionId.Collection(new TenantId("acme"), "mine");
    private static final PartitionId OTHER = new PartitionId.Collection(new TenantId("acme"), "other");

    @TempDir
    Path temp;

    private Home home;

    @BeforeEach
    void openHome() {
        home = new Home(temp.resolve("home"));
    }

    @AfterEach
    void closeHome() {
        home.close();
    }

    private Incidents incidents() {
        return home.store.incidents();
    }

    @Test
    void incident_survivesTheProcess_withCommitmentsOnly() {
        incidents().report(Rule.C11, "foreign-record", "a record did not open", MINE);
        home.restart();
        Incident incident = home.incidents().getFirst();
        assertThat(incident.isOpen()).isTrue();
        assertThat(incident.rule()).isEqualTo(Rule.C11);
        assertThat(incident.at()).isEqualTo(home.now.get());
        assertThat(incident.partition()).isEqualTo(incidents().commitment(MINE)).isNotEqualTo(MINE.key());
        assertThat(incidents().show(ACCESS, incident.id())).isEqualTo(incident);
    }

    @Test
    void flood_isCounted_notStored() {
        for (int i = 0; i < 200; i++) {
            incidents().report(Rule.C6, "batch", "a batch", MINE);
        }
        incidents().report(Rule.C6, "batch", "a batch", OTHER);
        incidents().report(Rule.C5, "scope", "no scope", null);
        incidents().report(Rule.C5, "scope", "no scope", null);
        assertThat(home.incidents()).extracting(Incident::count).containsExactly(200L, 1L, 2L);
    }

    @Test
    void closedWithEvidence_staysClosed_andTheNextIsANewOne() {
        incidents().report(Rule.C6, "batch", "a batch", MINE);
        String id = home.incidents().getFirst().id();
        incidents().close(ACCESS, id, "ann", "a bug in the test, fixed");
        assertThat(incidents().show(ACCESS, id).closing().evidence()).contains("fixed");
        assertThatThrownBy(() -> incidents().close(ACCESS, id, "ann", "again"))
                .isInstanceOf(CordonException.NotFound.class);
        incidents().report(Rule.C6, "batch", "a batch", MINE);
        assertThat(home.incidents()).extracting(Incident::isOpen).containsExactly(false, true);
    }

    @Test
    void closeWithoutEvidence_fails() {
        incidents().report(Rule.C6, "batch", "a batch", MINE);
        String id = home.incidents().getFirst().id();
        assertThatThrownBy(() -> incidents().close(ACCESS, id, "ann", "  "))
                .isInstanceOf(CordonException.BadInput.class);
        assertThat(home.incidents().getFirst().isOpen()).isTrue();
    }

    @Test
    void unknownIncident_isNotFound() {
        assertThatThrownBy(() -> incidents().show(ACCESS, "inc_x")).isInstanceOf(CordonException.NotFound.class);
        assertThatThrownBy(() -> incidents().list(null)).isInstanceOf(NullPointerException.class);
    }
}
