package org.cinemarefund.testing;

import java.lang.annotation.ElementType;
import java.lang.annotation.Retention;
import java.lang.annotation.RetentionPolicy;
import java.lang.annotation.Target;
import org.springframework.boot.test.context.SpringBootTest;
import org.springframework.boot.test.context.SpringBootTest.WebEnvironment;
import org.springframework.test.context.ActiveProfiles;

/** The product as a newcomer starts it, with its sample orders, only faster; one for all the classes that say so. */
@Target(ElementType.TYPE)
@Retention(RetentionPolicy.RUNTIME)
@SpringBootTest(
        webEnvironment = WebEnvironment.RANDOM_PORT,
        properties = {
            "spring.datasource.url=jdbc:h2:mem:walk-through;DB_CLOSE_DELAY=-1",
            "refund.sandbox.port=0",
            "refund.sandbox.directory=",
            "camunda.bpm.job-execution.wait-time-in-millis=100",
            "camunda.bpm.job-execution.max-wait=200",
            "refund.sandbox.settle-after=PT0.3S",
            "refund.review.sample-percent=0",
            "refund.settlement.poll-delays=PT1S",
            "refund.settlement.resend-after=PT1S"
        })
@ActiveProfiles("local")
public @interface SampleProduct {}
