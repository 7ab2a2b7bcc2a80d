package org.cinemarefund.payment.wechat;

import static org.assertj.core.api.Assertions.assertThat;

import java.time.Duration;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.springframework.beans.factory.config.YamlPropertiesFactoryBean;
import org.springframework.core.io.ClassPathResource;

/** A job whose lock ran out is taken by another node too, while the first still waits for WeChat. */
class JobLockTest {
    /** A slot of the limiter is waited for before the call, for a second at most. */
    private static final Duration LONGEST_STEP = WechatPayHttp.BUDGET.plusSeconds(1);

    private final YamlPropertiesFactoryBean yaml = new YamlPropertiesFactoryBean();

    @BeforeEach
    void as_delivered() {
        yaml.setResources(new ClassPathResource("application.yaml"));
    }

    private long setting(String name) {
        return Long.parseLong(
                yaml.getObject().get("camunda.bpm.job-execution." + name).toString());
    }

    @Test
    void whatever_waits_in_front_of_it_a_job_is_done_before_its_lock_runs_out() {
        var workers = setting("core-pool-size");
        var lockedAtOnce = workers + setting("queue-capacity") + setting("max-jobs-per-acquisition");
        var rounds = (lockedAtOnce + workers - 1) / workers;

        assertThat(LONGEST_STEP.multipliedBy(rounds)).isLessThan(Duration.ofMillis(setting("lock-time-in-millis")));
    }
}
