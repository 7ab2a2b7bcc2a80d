package org.cinemarefund.notice.http;

import java.net.URI;
import java.net.URLEncoder;
import java.nio.charset.StandardCharsets;
import java.util.Optional;
import org.cinemarefund.notice.WaitingTask;
import org.cinemarefund.shared.OutboundAddress;
import org.jspecify.annotations.Nullable;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;
import org.springframework.beans.factory.ObjectProvider;
import org.springframework.core.env.Environment;
import org.springframework.stereotype.Component;

/** Links that open log-in and then a task. */
@Component
class TaskLinks {
    private static final Logger LOG = LoggerFactory.getLogger(TaskLinks.class);
    private static final String NOTIFY_URL = "refund.wechat.pay.notify-url";

    private final @Nullable String tasklist;
    private final ObjectProvider<WaitingTask> tasks;

    TaskLinks(WebProperties settings, Environment environment, ObjectProvider<WaitingTask> tasks) {
        var origin = origin(settings.publicUrl(), environment.getProperty(NOTIFY_URL, ""));
        this.tasklist = origin == null ? null : origin + "/camunda/app/tasklist/default/#/";
        this.tasks = tasks;
    }

    /** To what waits about this refund now, or to the list; empty where nobody said under which address we are reached. */
    Optional<String> of(String applicationNo) {
        return Optional.ofNullable(tasklist)
                .map(address -> address
                        + waiting(applicationNo)
                                .map(id -> "?task=" + URLEncoder.encode(id, StandardCharsets.UTF_8))
                                .orElse(""));
    }

    private Optional<String> waiting(String applicationNo) {
        try {
            return tasks.stream().findFirst().flatMap(found -> found.of(applicationNo));
        } catch (RuntimeException fault) {
            // The word that work waits matters more than where.
            LOG.warn(
                    "No link to the task of {}: {}",
                    applicationNo,
                    fault.getClass().getSimpleName());
            return Optional.empty();
        }
    }

    private static @Nullable String origin(@Nullable URI publicUrl, String notifyUrl) {
        if (publicUrl != null && !publicUrl.toString().isBlank()) {
            return OutboundAddress.checked("refund.web.public-url", publicUrl)
                    .toString()
                    .replaceFirst("/+$", "");
        }
        if (notifyUrl.isBlank()) {
            return null;
        }
        var address = URI.create(notifyUrl);
        return address.getScheme() + "://" + address.getRawAuthority();
    }
}
