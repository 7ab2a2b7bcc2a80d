package org.cinemarefund.platform;

import java.util.stream.Collectors;
import org.springframework.boot.diagnostics.AbstractFailureAnalyzer;
import org.springframework.boot.diagnostics.FailureAnalysis;

/** Makes the refusal one readable block instead of a stack trace. */
final class StartRefusedAnalyzer extends AbstractFailureAnalyzer<StartRefused> {

    @Override
    protected FailureAnalysis analyze(Throwable rootFailure, StartRefused refused) {
        var list = refused.faults().stream().collect(Collectors.joining("\n  - ", "  - ", ""));
        return new FailureAnalysis(
                "cinema-refund does not start like this:\n\n" + list,
                "Set what is named above (README, settings) and start again.",
                refused);
    }
}
