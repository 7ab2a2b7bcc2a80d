package org.cinemarefund.platform;

import java.util.List;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;
import org.springframework.boot.context.event.ApplicationContextInitializedEvent;
import org.springframework.context.ApplicationListener;
import org.springframework.core.env.Environment;

/**
 * Stands at the one point where all settings are known, logging works and no bean has been made yet: nothing has touched the database
 * when a start is refused here.
 */
final class StartGuard implements ApplicationListener<ApplicationContextInitializedEvent> {
    private static final Logger LOG = LoggerFactory.getLogger(StartGuard.class);

    @Override
    public void onApplicationEvent(ApplicationContextInitializedEvent event) {
        check(event.getApplicationContext().getEnvironment());
    }

    static void check(Environment environment) {
        var active = environment.getActiveProfiles();
        var profiles = List.of(active.length > 0 ? active : environment.getDefaultProfiles());
        ProductionGuard.profileFault(profiles).ifPresent(fault -> {
            throw new StartRefused(List.of(fault));
        });
        if (!profiles.contains("production")) {
            return;
        }
        var faults = ProductionGuard.faults(environment);
        if (!faults.isEmpty()) {
            throw new StartRefused(faults);
        }
        ProductionGuard.warnings(environment).forEach(LOG::warn);
    }
}
