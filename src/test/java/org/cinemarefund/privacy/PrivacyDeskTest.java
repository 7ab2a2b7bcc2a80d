package org.cinemarefund.privacy;

import static org.assertj.core.api.Assertions.assertThat;
import static org.cinemarefund.testing.Problems.refusal;
import static org.mockito.ArgumentMatchers.any;
import static org.mockito.ArgumentMatchers.anyCollection;
import static org.mockito.ArgumentMatchers.argThat;
import static org.mockito.ArgumentMatchers.eq;
import static org.mockito.Mockito.inOrder;
import static org.mockito.Mockito.mock;
import static org.mockito.Mockito.never;
import static org.mockito.Mockito.verify;
import static org.mockito.Mockito.when;

import java.time.Clock;
import java.time.Instant;
import java.time.ZoneOffset;
import java.util.List;
import org.cinemarefund.shared.Pseudonym;
import org.junit.jupiter.api.Test;

/** When a moviegoer's words go, and when they must stay. */
class PrivacyDeskTest {
    private static final Instant NOW = Instant.parse("2026-03-02T10:00:00Z");

    private final PersonalData data = mock();
    private final OpenWork work = mock();
    private final PrivacyDesk desk = new PrivacyDesk(data, work, Clock.fixed(NOW, ZoneOffset.UTC));

    @Test
    void all_of_it_goes_under_the_locks_and_a_pseudonym_stands_in_its_place() {
        when(data.lock("o1")).thenReturn(List.of(new PersonalData.Case("R1", true), new PersonalData.Case("R2", true)));

        desk.erase("o1");

        var order = inOrder(data, work);
        order.verify(data).lock("o1");
        order.verify(work).isAbout(List.of("R1", "R2"));
        order.verify(data).eraseWords(List.of("R1", "R2"), NOW);
        order.verify(work).eraseWords(List.of("R1", "R2"));
        order.verify(data).rename(eq("o1"), argThat(Pseudonym::is));
    }

    @Test
    void nothing_goes_while_one_of_their_applications_is_open() {
        when(data.lock("o1"))
                .thenReturn(List.of(new PersonalData.Case("R1", true), new PersonalData.Case("R2", false)));

        assertThat(refusal(() -> desk.erase("o1"))).isEqualTo("APPLICATION_OPEN");
        nothingWent();
    }

    @Test
    void nor_while_finance_has_a_task_about_one_that_is_over() {
        when(data.lock("o1")).thenReturn(List.of(new PersonalData.Case("R1", true)));
        when(work.isAbout(List.of("R1"))).thenReturn(true);

        assertThat(refusal(() -> desk.erase("o1"))).isEqualTo("APPLICATION_OPEN");
        nothingWent();
    }

    private void nothingWent() {
        verify(data, never()).eraseWords(anyCollection(), any());
        verify(data, never()).rename(any(), any());
        verify(work, never()).eraseWords(anyCollection());
    }
}
