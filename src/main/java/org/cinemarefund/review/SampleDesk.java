package org.cinemarefund.review;

import java.nio.charset.StandardCharsets;
import java.time.Clock;
import java.util.zip.CRC32;
import org.cinemarefund.application.OwnOrders;
import org.cinemarefund.application.RefundApplication;
import org.cinemarefund.application.RefundApplications;
import org.cinemarefund.application.RefundFigures;
import org.cinemarefund.policy.Deal;
import org.cinemarefund.record.Fact;
import org.cinemarefund.record.Particulars;
import org.cinemarefund.record.RefundEvent.Kind;
import org.cinemarefund.shared.FreeText;
import org.cinemarefund.shared.OneOf;
import org.cinemarefund.shared.Problem;
import org.cinemarefund.shared.ProblemCode;
import org.jspecify.annotations.Nullable;
import org.springframework.stereotype.Service;
import org.springframework.transaction.annotation.Transactional;

/** Some of what no person decided is looked at afterwards; the money does not wait for it. */
@Service
public class SampleDesk {
    private final RefundApplications applications;
    private final SampleProperties settings;
    private final SampleTasks tasks;
    private final OwnOrders ownOrders;
    private final RefundFigures figures;
    private final Clock clock;

    SampleDesk(
            RefundApplications applications,
            SampleProperties settings,
            SampleTasks tasks,
            OwnOrders ownOrders,
            RefundFigures figures,
            Clock clock) {
        this.applications = applications;
        this.settings = settings;
        this.tasks = tasks;
        this.ownOrders = ownOrders;
        this.figures = figures;
        this.clock = clock;
    }

    /** What somebody thinks of it. */
    public enum Verdict {
        FINE,
        WRONG
    }

    /** @param comment missing where it is fine and there is nothing to say */
    public record Finding(Verdict verdict, @Nullable String comment) {

        /** @throws Problem when it is none */
        public static Finding of(Object verdict, Object comment) {
            if (!(verdict instanceof String name)) {
                throw Problem.invalid("verdict", "required");
            }
            var text = FreeText.of("comment", comment);
            var known = OneOf.of("verdict", name, Verdict.class);
            if (known == Verdict.WRONG && text == null) {
                throw new Problem(ProblemCode.COMMENT_REQUIRED).with("field", "comment");
            }
            return new Finding(known, text);
        }
    }

    /** It was just approved without a person: a share of what was small enough for that is looked at. */
    void wentThrough(RefundApplication application) {
        var decision = application.agreed().decision();
        var byItself = decision != null
                && decision.straightThrough()
                && !application.deal().ruleId().equals(Deal.CINEMA_AT_FAULT);
        if (byItself && isChosen(application.applicationNo(), settings.samplePercent())) {
            tasks.open(application.applicationNo());
        }
    }

    /** By its number alone: nobody can aim at it, and asked again it is the same. */
    static boolean isChosen(String applicationNo, int percent) {
        var hash = new CRC32();
        hash.update(applicationNo.getBytes(StandardCharsets.UTF_8));
        return hash.getValue() % 100 < percent;
    }

    /** Somebody looked at it. */
    @Transactional
    public void inspected(String applicationNo, Finding finding, String by) {
        var application = applications.lock(applicationNo).orElseThrow();
        ownOrders.refuse(application, by);
        application.event(
                Kind.SAMPLE_INSPECTED,
                by,
                clock.instant(),
                Particulars.none().with(Fact.VERDICT, finding.verdict()).words(Fact.COMMENT, finding.comment()),
                application.status(),
                application.status());
        applications.save(application);
        figures.inspected(finding.verdict().name());
    }
}
