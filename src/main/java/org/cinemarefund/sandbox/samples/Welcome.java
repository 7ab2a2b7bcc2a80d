package org.cinemarefund.sandbox.samples;

import org.cinemarefund.sandbox.http.SandboxServer;
import org.springframework.boot.autoconfigure.condition.ConditionalOnBean;
import org.springframework.boot.context.event.ApplicationReadyEvent;
import org.springframework.boot.web.servlet.context.ServletWebServerApplicationContext;
import org.springframework.context.annotation.Profile;
import org.springframework.context.event.EventListener;
import org.springframework.stereotype.Component;

/** The block a newcomer looks for in the log: where to go and as whom. */
@Component
@Profile("local")
@ConditionalOnBean({SandboxServer.class, SampleData.class})
class Welcome {
    private final ServletWebServerApplicationContext context;
    private final SandboxServer sandbox;

    Welcome(ServletWebServerApplicationContext context, SandboxServer sandbox) {
        this.context = context;
        this.sandbox = sandbox;
    }

    @EventListener(ApplicationReadyEvent.class)
    @SuppressWarnings("SystemOut")
    void say() {
        var base = "http://localhost:" + context.getWebServer().getPort();
        System.out.println("""

                ---------------------------------------------------------------------------
                 cinema-refund is ready (local: everything embedded, nothing real is paid)

                 Moviegoer   %1$s/mini-program/           alice or bob, as on a phone
                 Tasklist    %1$s/camunda/app/tasklist/   reviewers lin, huang (Nanshan) · chen, zhao (Futian) · liu (Tianhe)
                             supervisors zhou, sun · finance qian, wu · managers ma, gao, luo · service he
                 Cockpit     %1$s/camunda/app/cockpit/    operator ops · administrator admin
                             password of all of them: %3$s
                 API         %1$s/api/orders              OpenAPI %1$s/v3/api-docs
                 Sandbox     %2$s/sandbox                 plays WeChat: ledger, messages, scenarios

                 Moviegoers log in with the codes demo-alice-<anything> and demo-bob-<anything>.
                 The walk-through is in README.md.
                ---------------------------------------------------------------------------
                """.formatted(base, sandbox.baseUrl(), SampleData.PASSWORD));
    }
}
