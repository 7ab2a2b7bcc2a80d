package org.cinemarefund;

import org.springframework.boot.SpringApplication;
import org.springframework.boot.autoconfigure.SpringBootApplication;
import org.springframework.boot.context.properties.ConfigurationPropertiesScan;
import org.springframework.scheduling.annotation.EnableScheduling;

/** Refund approval for cinema tickets sold in a WeChat mini-program. */
@SpringBootApplication
@ConfigurationPropertiesScan
@EnableScheduling
public class CinemaRefund {

    public static void main(String[] args) {
        OneZone.enter();
        if (CheckRecord.asked(args)) {
            System.exit(CheckRecord.run(System.out, args));
        }
        if (CheckPlan.asked(args)) {
            System.exit(CheckPlan.run(System.out, args));
        }
        if (CheckDecisions.asked(args)) {
            System.exit(CheckDecisions.run(System.out, args));
        }
        if (UnlockUser.asked(args)) {
            System.exit(UnlockUser.run(System.out, args));
        }
        SpringApplication.run(CinemaRefund.class, args);
    }
}
