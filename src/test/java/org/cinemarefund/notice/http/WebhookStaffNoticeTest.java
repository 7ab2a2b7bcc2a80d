package org.cinemarefund.notice.http;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatIllegalArgumentException;
import static org.awaitility.Awaitility.await;

import ch.qos.logback.classic.Level;
import ch.qos.logback.classic.Logger;
import ch.qos.logback.classic.spi.ILoggingEvent;
import ch.qos.logback.core.read.ListAppender;
import com.fasterxml.jackson.databind.JsonNode;
import com.fasterxml.jackson.databind.ObjectMapper;
import java.io.IOException;
import java.net.URI;
import java.time.Instant;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.concurrent.CopyOnWriteArrayList;
import java.util.concurrent.CountDownLatch;
import org.cinemarefund.notice.StaffNotice.Kind;
import org.cinemarefund.notice.StaffNotice.News;
import org.cinemarefund.notice.WaitingTask;
import org.cinemarefund.testing.Databases;
import org.cinemarefund.testing.LocalServer;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;
import org.slf4j.LoggerFactory;
import org.springframework.beans.factory.support.StaticListableBeanFactory;
import org.springframework.context.support.ResourceBundleMessageSource;
import org.springframework.jdbc.support.JdbcTransactionManager;
import org.springframework.mock.env.MockEnvironment;
import org.springframework.transaction.support.TransactionTemplate;

class WebhookStaffNoticeTest {
    private static final Instant DUE = Instant.parse("2026-03-04T15:59:59Z");
    private static final String PATH = "/cgi-bin/webhook/send?key=the-secret-key";

    private final ListAppender<ILoggingEvent> log = new ListAppender<>();
    private final Logger logger = (Logger) LoggerFactory.getLogger(WebhookStaffNotice.class);
    private LocalServer robot;
    private WebhookStaffNotice staff;

    @BeforeEach
    void start() throws IOException {
        robot = new LocalServer();
        robot.answers(200, "{\"errcode\":0,\"errmsg\":\"ok\"}");
        staff = notice(robot.address(PATH));
        log.list = new CopyOnWriteArrayList<>();
        log.start();
        logger.addAppender(log);
    }

    @AfterEach
    void stop() {
        logger.detachAppender(log);
        staff.destroy();
        robot.close();
    }

    @ParameterizedTest
    @CsvSource({
        "NEW_TASK,【退票审批】南山影城有新的退票申请 A1，金额 12345.60 元，请在 2026-03-04 23:59 前处理。",
        "REMINDER,【退票提醒】南山影城的退票申请 A1 尚未处理，金额 12345.60 元，截止时间 2026-03-04 23:59。",
        "OVERDUE,【退票超时】南山影城的退票申请 A1 已超过处理期限，金额 12345.60 元，截止时间 2026-03-04 23:59。",
        "FINANCE,【退款异常】南山影城的退款 A1 需要财务处理，金额 12345.60 元，截止时间 2026-03-04 23:59。"
    })
    void staff_read_it_in_chinese(Kind kind, String text) throws Exception {
        staff.tell(new News(kind, "南山影城", "A1", 1234560, DUE));

        await().until(() -> robot.received().size() == 1);
        LocalServer.Received request = robot.received().get(0);
        assertThat(request.method()).isEqualTo("POST");
        assertThat(request.path()).isEqualTo(PATH);
        JsonNode message = new ObjectMapper().readTree(request.body());
        assertThat(message.get("msgtype").textValue()).isEqualTo("text");
        assertThat(message.at("/text/content").textValue()).isEqualTo(text);
    }

    @Test
    void what_has_no_deadline_says_so() {
        staff.tell(new News(Kind.FINANCE, "南山影城", "A1", 5, null));

        await().until(() -> robot.received().size() == 1);
        assertThat(robot.received().get(0).body()).contains("金额 0.05 元，截止时间 无。");
    }

    @Test
    void it_is_told_after_the_commit_and_not_after_a_rollback() {
        TransactionTemplate transaction = new TransactionTemplate(new JdbcTransactionManager(Databases.H2.fresh()));
        transaction.executeWithoutResult(status -> {
            staff.tell(news("rolled-back"));
            status.setRollbackOnly();
        });
        transaction.executeWithoutResult(status -> {
            staff.tell(news("committed"));
            staff.tell(news("committed-too"));
            // The one sender is first in, first out: had the two above left already, this would come third.
            new Thread(() -> staff.tell(news("outside"))).start();
            await().until(() -> robot.received().size() == 1);
        });

        await().until(() -> robot.received().size() == 3);
        List<String> bodies =
                robot.received().stream().map(LocalServer.Received::body).toList();
        assertThat(bodies.get(0)).contains("申请 outside，");
        assertThat(bodies.get(1)).contains("申请 committed，");
        assertThat(bodies.get(2)).contains("申请 committed-too，");
    }

    @Test
    void a_failing_robot_is_logged_once_without_its_address() {
        robot.answers(500, "");
        staff.tell(news("A1"));
        staff.tell(news("A2"));
        await().until(() -> robot.received().size() == 2 && log.list.size() == 1);
        robot.answers(200, "{\"errcode\":93000,\"errmsg\":\"invalid webhook url\"}");
        staff.tell(news("A3"));
        await().until(() -> robot.received().size() == 3);
        robot.answers(200, "{\"errcode\":0}");
        staff.tell(news("A4"));
        await().until(() -> robot.received().size() == 4);
        robot.answers(200, "{\"errcode\":93000}");
        staff.tell(news("A5"));
        await().until(() -> log.list.size() == 2);

        robot.close();
        WebhookStaffNotice unreachable = notice(robot.address(PATH));
        unreachable.tell(news("A6"));
        await().until(() -> log.list.size() == 3);
        unreachable.destroy();

        assertThat(log.list).extracting(ILoggingEvent::getLevel).containsOnly(Level.WARN);
        assertThat(log.list)
                .extracting(ILoggingEvent::getFormattedMessage)
                .containsExactly(
                        "The staff's group robot takes no messages: status 500",
                        "The staff's group robot takes no messages: errcode 93000",
                        "The staff's group robot takes no messages: ConnectException");
        assertThat(log.list).allMatch(event -> event.getThrowableProxy() == null);
    }

    @Test
    void a_silent_robot_keeps_nobody_waiting() {
        CountDownLatch silent = new CountDownLatch(1);
        robot.answers(request -> {
            try {
                silent.await();
            } catch (InterruptedException over) {
                throw new IOException(over);
            }
            return new LocalServer.Reply(200, "");
        });

        // Far more than may wait; each call returns though not one is answered.
        for (int i = 0; i < 300; i++) {
            staff.tell(news("A" + i));
        }

        assertThat(log.list)
                .extracting(ILoggingEvent::getFormattedMessage)
                .containsExactly("The staff's group robot takes no messages: too many are waiting");
        silent.countDown();
    }

    @ParameterizedTest
    @CsvSource(
            nullValues = "-",
            value = {
                "https://desk.example.com, -, https://desk.example.com/camunda/app/tasklist/default/#/?task=t1",
                "https://example.com/refunds/, https://pay.example.com/n, https://example.com/refunds/camunda/app/tasklist/default/#/?task=t1",
                "-, https://pay.example.com:8443/api/wechat/n, https://pay.example.com:8443/camunda/app/tasklist/default/#/?task=t1",
            })
    void word_of_work_carries_a_link_to_it(URI publicUrl, String notifyUrl, String link) throws Exception {
        var links = links(publicUrl, notifyUrl, no -> Optional.of("t1").filter(id -> no.equals("A1")));
        assertThat(links.of("A1")).contains(link);
        assertThat(links.of("A2")).contains(link.replace("?task=t1", ""));
        var linking = notice(robot.address(PATH), links);
        linking.tell(news("A1"));

        await().until(() -> robot.received().size() == 1);
        var message = new ObjectMapper().readTree(robot.received().get(0).body());
        assertThat(message.at("/text/content").textValue()).endsWith("前处理。\n" + link);
        linking.destroy();
    }

    @Test
    void a_link_that_cannot_be_found_keeps_no_word_back() {
        var links = links(URI.create("https://desk.example.com"), null, no -> {
            throw new IllegalStateException("the database is away");
        });
        assertThat(links.of("A1")).contains("https://desk.example.com/camunda/app/tasklist/default/#/");
    }

    @Test
    void without_a_safe_address_of_ours_there_is_no_link() {
        assertThat(links(null, null, no -> Optional.of("t1")).of("A1")).isEmpty();
        assertThatIllegalArgumentException()
                .isThrownBy(() -> links(URI.create("http://desk.example.com"), null, no -> Optional.empty()))
                .withMessageContaining("refund.web.public-url must be https");
    }

    @Test
    void without_an_address_nobody_is_told() {
        WebhookStaffNotice nobody = notice(null);

        nobody.tell(news("A1"));

        assertThat(robot.received()).isEmpty();
        assertThat(log.list).isEmpty();
    }

    @Test
    void an_unsafe_address_is_refused_at_the_start_without_quoting_it() {
        assertThatIllegalArgumentException()
                .isThrownBy(() -> notice(URI.create("http://robot.example.com" + PATH)))
                .withMessageContaining("refund.staff-notice.webhook-url must be https")
                .withMessageNotContaining("the-secret-key");
        assertThat(new StaffNoticeProperties(URI.create("https://robot.example.com" + PATH)).toString())
                .doesNotContain("the-secret-key");
    }

    private static News news(String applicationNo) {
        return new News(Kind.NEW_TASK, "南山影城", applicationNo, 9900, DUE);
    }

    private static WebhookStaffNotice notice(URI address) {
        return notice(address, links(null, null, no -> Optional.empty()));
    }

    private static TaskLinks links(URI publicUrl, String notifyUrl, WaitingTask waiting) {
        var environment = new MockEnvironment();
        if (notifyUrl != null) {
            environment.setProperty("refund.wechat.pay.notify-url", notifyUrl);
        }
        var beans = new StaticListableBeanFactory(Map.of("waiting", waiting));
        return new TaskLinks(new WebProperties(publicUrl), environment, beans.getBeanProvider(WaitingTask.class));
    }

    private static WebhookStaffNotice notice(URI address, TaskLinks links) {
        ResourceBundleMessageSource texts = new ResourceBundleMessageSource();
        texts.setBasename("i18n/messages");
        texts.setDefaultEncoding("UTF-8");
        texts.setFallbackToSystemLocale(false);
        return new WebhookStaffNotice(new StaffNoticeProperties(address), links, texts);
    }
}
