package org.cinemarefund.platform;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import java.util.concurrent.atomic.AtomicBoolean;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.extension.ExtendWith;
import org.springframework.boot.SpringApplication;
import org.springframework.boot.WebApplicationType;
import org.springframework.boot.test.context.TestConfiguration;
import org.springframework.boot.test.system.CapturedOutput;
import org.springframework.boot.test.system.OutputCaptureExtension;

/** A refused start as the operator sees it. */
@ExtendWith(OutputCaptureExtension.class)
class StartGuardTest {

    @Test
    void a_refused_start_is_one_readable_block_before_anything_was_made(CapturedOutput output) {
        var application = new SpringApplication(Nothing.class);
        application.setWebApplicationType(WebApplicationType.NONE);
        application.setAdditionalProfiles("production");

        assertThatThrownBy(application::run).isInstanceOf(StartRefused.class);

        assertThat(output.getAll())
                .contains("APPLICATION FAILED TO START")
                .contains("  - refund.session.secret is missing.\n")
                .contains("  - refund.wechat.pay.notify-url is missing.\n")
                .doesNotContain("\tat ");
        assertThat(Nothing.MADE).isFalse();
    }

    @TestConfiguration(proxyBeanMethods = false)
    static class Nothing {
        static final AtomicBoolean MADE = new AtomicBoolean();

        Nothing() {
            MADE.set(true);
        }
    }
}
