package org.cinemarefund.browser;

import java.lang.annotation.ElementType;
import java.lang.annotation.Inherited;
import java.lang.annotation.Retention;
import java.lang.annotation.RetentionPolicy;
import java.lang.annotation.Target;
import java.nio.file.Files;
import org.junit.jupiter.api.Tag;
import org.junit.jupiter.api.extension.ConditionEvaluationResult;
import org.junit.jupiter.api.extension.ExecutionCondition;
import org.junit.jupiter.api.extension.ExtendWith;
import org.junit.jupiter.api.extension.ExtensionContext;

/** Skipped, and said so, where no browser is installed; with {@code REFUND_REQUIRE_BROWSER=true} that is a failure. */
@Target(ElementType.TYPE)
@Retention(RetentionPolicy.RUNTIME)
@Inherited
@Tag("browser")
@ExtendWith(NeedsBrowser.Installed.class)
@interface NeedsBrowser {

    final class Installed implements ExecutionCondition {
        @Override
        public ConditionEvaluationResult evaluateExecutionCondition(ExtensionContext context) {
            if (Files.isExecutable(Browser.CHROMIUM) && Files.isExecutable(Browser.DRIVER)) {
                return ConditionEvaluationResult.enabled("a browser is installed");
            }
            var missing = "no browser: " + Browser.CHROMIUM + " and " + Browser.DRIVER
                    + " (Debian packages chromium, chromium-driver, fonts-noto-cjk)";
            if ("true".equals(System.getenv("REFUND_REQUIRE_BROWSER"))) {
                throw new IllegalStateException(missing);
            }
            return ConditionEvaluationResult.disabled(missing + "; REFUND_REQUIRE_BROWSER=true makes this a failure");
        }
    }
}
