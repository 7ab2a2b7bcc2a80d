package org.cinemarefund.notice.http;

import com.fasterxml.jackson.core.JsonProcessingException;
import com.fasterxml.jackson.databind.JsonNode;
import com.fasterxml.jackson.databind.ObjectMapper;
import java.io.IOException;
import java.net.URI;
import java.time.Duration;
import java.time.Instant;
import java.time.format.DateTimeFormatter;
import java.util.Locale;
import java.util.concurrent.ArrayBlockingQueue;
import java.util.concurrent.RejectedExecutionException;
import java.util.concurrent.ThreadPoolExecutor;
import java.util.concurrent.TimeUnit;
import java.util.concurrent.atomic.AtomicBoolean;
import okhttp3.HttpUrl;
import okhttp3.MediaType;
import okhttp3.OkHttpClient;
import okhttp3.Request;
import okhttp3.RequestBody;
import okhttp3.Response;
import org.cinemarefund.notice.StaffNotice;
import org.cinemarefund.shared.ChinaTime;
import org.cinemarefund.shared.OutboundAddress;
import org.cinemarefund.shared.Yuan;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;
import org.springframework.beans.factory.DisposableBean;
import org.springframework.context.MessageSource;
import org.springframework.stereotype.Component;
import org.springframework.transaction.support.TransactionSynchronization;
import org.springframework.transaction.support.TransactionSynchronizationManager;

/** A group robot that takes text messages as WeCom's do. What it cannot take is lost: the task list is the truth. */
@Component
class WebhookStaffNotice implements StaffNotice, DisposableBean {
    private static final Logger LOG = LoggerFactory.getLogger(WebhookStaffNotice.class);
    private static final Duration BUDGET = Duration.ofSeconds(5);
    private static final MediaType JSON = MediaType.get("application/json; charset=utf-8");
    private static final DateTimeFormatter MINUTES = DateTimeFormatter.ofPattern("yyyy-MM-dd HH:mm", Locale.ROOT);
    private static final int MOST_WAITING = 100;
    private static final long MOST_BYTES_OF_AN_ANSWER = 16 * 1024;

    private final HttpUrl address;
    private final TaskLinks links;
    private final MessageSource texts;
    private final ObjectMapper json = new ObjectMapper();
    private final OkHttpClient http = new OkHttpClient.Builder()
            .callTimeout(BUDGET)
            .followRedirects(false)
            .followSslRedirects(false)
            .build();
    private final ThreadPoolExecutor sender;
    /** One line when it begins to fail, not one for every message. */
    private final AtomicBoolean failing = new AtomicBoolean();

    WebhookStaffNotice(StaffNoticeProperties properties, TaskLinks links, MessageSource texts) {
        this.address = address(properties.webhookUrl());
        this.links = links;
        this.texts = texts;
        this.sender = new ThreadPoolExecutor(
                1, 1, 30, TimeUnit.SECONDS, new ArrayBlockingQueue<>(MOST_WAITING), WebhookStaffNotice::thread);
        this.sender.allowCoreThreadTimeOut(true);
    }

    @Override
    public void tell(News news) {
        if (address == null) {
            return;
        }
        if (TransactionSynchronizationManager.isSynchronizationActive()) {
            TransactionSynchronizationManager.registerSynchronization(new TransactionSynchronization() {
                @Override
                public void afterCommit() {
                    enqueue(news);
                }
            });
        } else {
            enqueue(news);
        }
    }

    @Override
    public void destroy() {
        sender.shutdownNow();
    }

    private void enqueue(News news) {
        try {
            sender.execute(() -> send(news));
        } catch (RejectedExecutionException tooMany) {
            failed("too many are waiting");
        }
    }

    private void send(News news) {
        try {
            Request request = new Request.Builder()
                    .url(address)
                    .post(RequestBody.create(body(news), JSON))
                    .build();
            try (Response response = http.newCall(request).execute()) {
                String complaint = complaint(response);
                if (complaint == null) {
                    failing.set(false);
                } else {
                    failed(complaint);
                }
            }
        } catch (IOException | RuntimeException fault) {
            // Never its message, which may quote the address and with it the robot's key.
            failed(fault.getClass().getSimpleName());
        }
    }

    /** Not of a message that our own end cut off. */
    private void failed(String why) {
        if (!sender.isShutdown() && failing.compareAndSet(false, true)) {
            LOG.warn("The staff's group robot takes no messages: {}", why);
        }
    }

    /** The robot answers 200 to what it refuses, and says so in {@code errcode}. */
    private String complaint(Response response) throws IOException {
        if (!response.isSuccessful()) {
            return "status " + response.code();
        }
        try {
            JsonNode answer =
                    json.readTree(response.peekBody(MOST_BYTES_OF_AN_ANSWER).byteStream());
            int errcode = answer == null ? 0 : answer.path("errcode").asInt(0);
            return errcode == 0 ? null : "errcode " + errcode;
        } catch (JsonProcessingException anotherKindOfRobot) {
            return null;
        }
    }

    private byte[] body(News news) throws JsonProcessingException {
        var message = json.createObjectNode().put("msgtype", "text");
        message.putObject("text").put("content", text(news));
        return json.writeValueAsBytes(message);
    }

    private String text(News news) {
        var told = texts.getMessage(
                "notice.staff." + news.kind(),
                new Object[] {news.cinemaName(), news.applicationNo(), Yuan.of(news.amount()), due(news.dueAt())},
                Locale.SIMPLIFIED_CHINESE);
        return links.of(news.applicationNo()).map(link -> told + "\n" + link).orElse(told);
    }

    private String due(Instant at) {
        return at == null
                ? texts.getMessage("notice.staff.no-due", null, Locale.SIMPLIFIED_CHINESE)
                : ChinaTime.of(at).format(MINUTES);
    }

    private static HttpUrl address(URI webhookUrl) {
        if (webhookUrl == null || webhookUrl.toString().isBlank()) {
            return null;
        }
        HttpUrl address = HttpUrl.get(OutboundAddress.checked("refund.staff-notice.webhook-url", webhookUrl));
        if (address == null) {
            throw new IllegalArgumentException("refund.staff-notice.webhook-url must be an https address");
        }
        return address;
    }

    private static Thread thread(Runnable work) {
        Thread thread = new Thread(work, "staff-notice");
        thread.setDaemon(true);
        return thread;
    }
}
