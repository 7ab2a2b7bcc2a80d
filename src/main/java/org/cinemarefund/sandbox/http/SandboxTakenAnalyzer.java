package org.cinemarefund.sandbox.http;

import org.springframework.boot.diagnostics.AbstractFailureAnalyzer;
import org.springframework.boot.diagnostics.FailureAnalysis;

/** A second product beside one that runs is told so in a sentence. */
final class SandboxTakenAnalyzer extends AbstractFailureAnalyzer<SandboxTaken> {

    @Override
    protected FailureAnalysis analyze(Throwable rootFailure, SandboxTaken taken) {
        return new FailureAnalysis(
                taken.getMessage() + " Another cinema-refund seems to run on this machine.",
                "Use the one that runs, or end it first; a second one needs a directory of its own, and its own server.port and"
                        + " refund.sandbox.port.",
                taken);
    }
}
