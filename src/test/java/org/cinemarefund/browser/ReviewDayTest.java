package org.cinemarefund.browser;

import static org.assertj.core.api.Assertions.assertThat;
import static org.awaitility.Awaitility.await;

import java.time.Duration;
import java.time.OffsetDateTime;
import java.time.ZoneOffset;
import java.util.Date;
import java.util.List;
import java.util.stream.IntStream;
import org.camunda.bpm.engine.ProcessEngine;
import org.cinemarefund.sandbox.Scenario;
import org.junit.jupiter.api.Test;
import org.openqa.selenium.By;
import org.openqa.selenium.Keys;
import org.openqa.selenium.WebElement;
import org.springframework.beans.factory.annotation.Autowired;
import org.springframework.jdbc.core.simple.JdbcClient;

/** A reviewer's day: deciding quickly, with the keyboard, on a phone, and with a session that ends in the middle of a word. */
class ReviewDayTest extends DeskScenario {

    @Autowired
    private JdbcClient jdbc;

    @Autowired
    private ProcessEngine engine;

    @Test
    void twenty_tasks_in_a_row_take_two_keys_each() {
        var cinema = new Cinema("海岸城店");
        var refunds = IntStream.range(0, 20)
                .mapToObj(n -> new Application(cinema, "热烈" + n, 6000 + n, Scenario.NORMAL, null))
                .toList();
        browser.logIn(cinema.reviewer, PASSWORD, "tasklist");
        browser.forgetLog();
        browser.click(By.cssSelector("ol.tasks-list > li.task h4 a"));
        var before = browser.steps();
        for (var n = 0; n < refunds.size(); n++) {
            var no = field("applicationNo");
            browser.press("a", Keys.ENTER);
            browser.await("the next task is open", () -> !no.equals(shown("applicationNo")));
        }
        assertThat(browser.steps() - before).isEqualTo(2 * refunds.size());
        assertThat(refunds).allSatisfy(refund -> assertThat(refund.status()).isNotEqualTo("UNDER_REVIEW"));
        assertThat(browser.script("return document.querySelectorAll('.refund-review').length"))
                .isEqualTo(0L);
        browser.photograph("review-all-done");
    }

    @Test
    void the_keyboard_alone_does_everything_and_leaves_typing_alone() {
        var cinema = new Cinema("来福士店");
        var first = new Application(cinema, "封神", 7000, Scenario.NORMAL, null);
        var second = new Application(cinema, "三体", 7100, Scenario.NORMAL, "放到一半画面全黑", "order", "FILM_QUALITY");
        browser.logIn(cinema.reviewer, PASSWORD, "tasklist");
        open(first);
        browser.press("j");
        browser.await("the second is open", () -> second.no.equals(shown("applicationNo")));
        browser.press("k");
        browser.await("the first again", () -> first.no.equals(shown("applicationNo")));

        browser.press("r");
        browser.press("2");
        assertThat(chosen("decision")).isEqualTo("REJECT");
        assertThat(chosen("rejectReason")).isEqualTo("NO_PROOF");
        browser.press("c");
        browser.press("a", "q", "j", "1");
        assertThat(browser.find(COMMENT).getDomProperty("value")).isEqualTo("aqj1");
        assertThat(chosen("decision")).isEqualTo("REJECT");
        assertThat(shown("applicationNo")).isEqualTo(first.no);
        browser.press(Keys.ENTER);
        assertThat(browser.find(COMMENT).getDomProperty("value")).isEqualTo("aqj1\n");
        browser.press(Keys.ESCAPE);
        // What an input method is composing is nobody's key.
        browser.script("document.body.dispatchEvent(new KeyboardEvent('keydown',"
                + " {key: 'a', isComposing: true, bubbles: true}))");
        assertThat(chosen("decision")).isEqualTo("REJECT");
        browser.press("c");
        browser.pressControl(Keys.ENTER);
        browser.await("the second is open", () -> second.no.equals(shown("applicationNo")));
        assertThat(first.status()).isEqualTo("REJECTED");

        browser.press("q");
        browser.press(Keys.ENTER);
        assertThat(browser.text(REFUSED)).isEqualTo("请写明需要顾客补充什么。");
        browser.press("1");
        assertThat(browser.find(COMMENT).getDomProperty("value")).startsWith("请说明出了什么问题");
        browser.photograph("review-ready-made");
        browser.press(Keys.ENTER);
        second.becomes("EVIDENCE_REQUESTED");
    }

    @Test
    void what_was_typed_outlives_the_session_and_goes_with_the_decision() {
        var cinema = new Cinema("龙岗店");
        var refund = new Application(cinema, "深海", 6600, Scenario.NORMAL, null);
        browser.logIn(cinema.reviewer, PASSWORD, "tasklist");
        open(refund);
        browser.click(By.cssSelector("input[value=REJECT]"));
        browser.click(By.cssSelector("input[value=NO_PROOF]"));
        browser.find(COMMENT).sendKeys("已查值班记录");
        browser.loseSession();
        browser.click(DECIDE);
        browser.find(By.cssSelector("input[type=password]"));
        browser.logInHere(cinema.reviewer, PASSWORD);

        assertThat(field("applicationNo")).isEqualTo(refund.no);
        assertThat(field("restored")).contains("已恢复");
        assertThat(chosen("decision")).isEqualTo("REJECT");
        assertThat(chosen("rejectReason")).isEqualTo("NO_PROOF");
        assertThat(browser.find(COMMENT).getDomProperty("value")).isEqualTo("已查值班记录");
        browser.photograph("review-restored");
        assertThat(drafts()).hasSize(1);
        browser.click(DECIDE);
        refund.becomes("REJECTED");
        browser.await("nothing is kept", () -> drafts().isEmpty());
    }

    @Test
    void a_draft_goes_too_when_somebody_else_decided_and_nobody_else_reads_it() {
        var cinema = new Cinema("福田店");
        var refund = new Application(cinema, "深海", 6600, Scenario.NORMAL, null);
        var other = new Application(cinema, "长安三万里", 6700, Scenario.NORMAL, null);
        var colleague = person("reviewers-" + cinema.id);
        browser.logIn(cinema.reviewer, PASSWORD, "tasklist");
        open(refund);
        browser.click(By.cssSelector("input[value=APPROVE]"));
        browser.find(COMMENT).sendKeys("先放一放");
        browser.loseSession();
        browser.open("/camunda/app/tasklist/default/#/login");
        browser.logIn(colleague, PASSWORD, "tasklist");
        open(refund);
        assertThat(browser.find(COMMENT).getDomProperty("value")).isEmpty();

        refund.decided(colleague, "APPROVE", null);
        browser.logIn(cinema.reviewer, PASSWORD, "tasklist");
        open(other);
        browser.await("nothing is kept", () -> drafts().isEmpty());
    }

    @Test
    void who_took_the_task_meanwhile_is_named_and_nothing_is_lost() {
        var cinema = new Cinema("南山店");
        var refund = new Application(cinema, "满江红", 6600, Scenario.NORMAL, null);
        var colleague = person("reviewers-" + cinema.id);
        browser.logIn(cinema.reviewer, PASSWORD, "tasklist");
        open(refund);
        browser.find(COMMENT).sendKeys("已核对");
        browser.click(By.cssSelector("input[value=APPROVE]"));
        refund.claimed(colleague);
        browser.click(DECIDE);
        assertThat(browser.text(REFUSED)).contains(colleague, "刚刚认领了这个任务", "内容还在");
        assertThat(browser.find(COMMENT).getDomProperty("value")).isEqualTo("已核对");
        assertThat(browser.find(COMMENT).isEnabled()).isFalse();
        assertThat(refund.status()).isEqualTo("UNDER_REVIEW");
        browser.photograph("review-taken");
    }

    @Test
    void who_decided_meanwhile_is_named_and_the_draft_goes() {
        var cinema = new Cinema("前海店");
        var refund = new Application(cinema, "满江红", 6600, Scenario.NORMAL, null);
        var colleague = person("reviewers-" + cinema.id);
        browser.logIn(cinema.reviewer, PASSWORD, "tasklist");
        open(refund);
        browser.find(COMMENT).sendKeys("已核对");
        browser.click(By.cssSelector("input[value=APPROVE]"));
        refund.decided(colleague, "REJECT", "已观看");
        browser.click(DECIDE);
        browser.await("it is said who was faster", () -> browser.text(REFUSED).contains(colleague));
        browser.photograph("review-over");
        assertThat(drafts()).isEmpty();
        assertThat(refund.status()).isEqualTo("REJECTED");
    }

    @Test
    void a_link_on_the_phone_leads_through_log_in_to_a_decision_in_three_taps() {
        var cinema = new Cinema("宝安店");
        var refund = new Application(cinema, "流浪地球", 9800, Scenario.NORMAL, "孩子发烧，去不了了", "order", "OTHER");
        browser.loseSession();
        browser.open("/camunda/app/tasklist/default/#/login");
        browser.sized(390, 844, true, () -> {
            browser.open("/camunda/app/tasklist/default/?from=a-message#/?task=" + refund.taskId());
            browser.logInHere(cinema.reviewer, PASSWORD);
            assertThat(field("applicationNo")).isEqualTo(refund.no);
            browser.photograph("review-phone");
            assertThat(browser.all(By.cssSelector("ol.tasks-list")).stream().noneMatch(WebElement::isDisplayed))
                    .as("the task is alone")
                    .isTrue();
            var taps = browser.taps();
            browser.tap(By.cssSelector("input[value=REJECT]"));
            browser.tap(By.cssSelector("input[value=NO_PROOF]"));
            browser.photograph("review-phone-chosen");
            browser.tap(DECIDE);
            refund.becomes("REJECTED");
            assertThat(browser.taps() - taps).isEqualTo(3);
        });
    }

    @Test
    void on_the_first_screen_stands_what_decides_and_axe_has_no_serious_complaint() {
        var cinema = new Cinema("罗湖店");
        var refund =
                new Application(cinema, "好东西", 8800, Scenario.NORMAL, "放到一半画面全黑，等了二十分钟没有恢复", "order", "FILM_QUALITY");
        browser.logIn(cinema.reviewer, PASSWORD, "tasklist");
        browser.forgetLog();
        browser.sized(1440, 900, false, () -> {
            open(refund);
            assertThat(field("timeLeft")).contains("还剩");
            browser.photograph("review-1440");
            for (var name :
                    List.of("refundAmount", "clause", "reason", "description", "moviegoer", "timeLeft", "marks")) {
                assertThat((Boolean) browser.script(
                                "const box = document.querySelector('[data-field=' + arguments[0] + ']')"
                                        + ".getBoundingClientRect(); return box.top >= 0 && box.bottom <= 900;",
                                name))
                        .as(name + " is above the fold")
                        .isTrue();
            }
            browser.press("r");
            browser.photograph("review-1440-refusing");
        });
        Axe.findsNothingSerious(browser);
        assertThat(browser.complaints()).isEmpty();
    }

    @Test
    void a_claim_after_the_show_began_takes_two_people_and_the_second_reads_the_first() {
        var cinema = new Cinema("龙华店");
        var refund = new Application(
                cinema, "第二十条", 6600, Scenario.NORMAL, "声音全程断断续续", "order", "FILM_QUALITY", Duration.ofHours(-1));
        browser.logIn(cinema.reviewer, PASSWORD, "tasklist");
        open(refund);
        assertThat(field("refundAmount")).isEqualTo("¥0.00");
        browser.press("f", "2");
        assertThat(browser.find(COMMENT).getDomProperty("value")).contains("设备故障");
        browser.photograph("review-claim");
        browser.press(Keys.ENTER);
        browser.gone(card(refund));
        assertThat(refund.status()).isEqualTo("UNDER_REVIEW");

        browser.logIn(person("supervisors"), PASSWORD, "tasklist");
        open(refund);
        assertThat(field("proposal")).contains(cinema.reviewer, "确认影院原因，退 ¥66.00", "设备故障", "须由另一人确认");
        browser.press("a", Keys.ENTER);
        refund.becomes("REFUNDED");
    }

    @Test
    void what_nobody_decided_in_time_goes_up_to_a_supervisor_who_is_told_so() {
        var cinema = new Cinema("坂田店");
        var refund = new Application(cinema, "无名", 6600, Scenario.NORMAL, "临时有事");
        jdbc.sql("update refund_application set review_due_at = :due where application_no = :no")
                .param("due", OffsetDateTime.now(ZoneOffset.UTC).minusMinutes(90))
                .param("no", refund.no)
                .update();
        browser.logIn(cinema.reviewer, PASSWORD, "tasklist");
        open(refund);
        assertThat(field("timeLeft")).contains("已超时 1 小时 30 分钟");
        browser.photograph("review-overdue");
        var late = engine.getManagementService()
                .createJobQuery()
                .activityId("reviewOverdue")
                .processInstanceId(engine.getRuntimeService()
                        .createProcessInstanceQuery()
                        .processInstanceBusinessKey(refund.no)
                        .singleResult()
                        .getId())
                .singleResult();
        engine.getManagementService().setJobDuedate(late.getId(), new Date());

        browser.logIn(person("supervisors"), PASSWORD, "tasklist");
        browser.await(
                "it is with the supervisors", () -> !browser.all(card(refund)).isEmpty());
        open(refund);
        assertThat(field("marks")).contains("转主管原因：审核超时");
        assertThat(field("timeLeft")).contains("已超时");
        browser.press("a", Keys.ENTER);
        refund.becomes("REFUNDED");
    }

    @Test
    void an_appeal_is_decided_by_somebody_else_than_who_refused() {
        var cinema = new Cinema("光明店");
        var refund = new Application(cinema, "热辣滚烫", 6600, Scenario.NORMAL, "临时有事", "order", "OTHER");
        var both = person("supervisors", "reviewers-" + cinema.id);
        refund.decided(both, "REJECT", "没有凭证");
        refund.becomes("REJECTED");
        var appeal = refund.appealed("这次附上说明");

        browser.logIn(both, PASSWORD, "tasklist");
        browser.click(card(refund));
        browser.await("the appeal is open", () -> appeal.equals(shown("applicationNo")));
        assertThat(field("appealed")).contains(refund.no, both, "没有凭证", "不能处理这次申诉");
        assertThat(field("firstDescription")).isEqualTo("临时有事");
        browser.press("a", Keys.ENTER);
        assertThat(browser.text(REFUSED)).isEqualTo("复核须由另一位审核人完成");
        browser.photograph("review-appeal-refused");

        browser.logIn(person("supervisors"), PASSWORD, "tasklist");
        browser.click(card(refund));
        browser.await("the appeal is open", () -> appeal.equals(shown("applicationNo")));
        assertThat(browser.all(By.cssSelector(".held")))
                .as("given back by who may not decide it")
                .isEmpty();
        browser.press("a", Keys.ENTER);
        browser.gone(card(refund));
    }

    @Test
    void a_reviewer_of_another_cinema_sees_nothing_by_a_link_either() {
        var cinema = new Cinema("盐田店");
        var refund = new Application(cinema, "无名", 6600, Scenario.NORMAL, "只给自己人看");
        var stranger = new Cinema("坪山店").reviewer;
        browser.logIn(stranger, PASSWORD, "tasklist");
        browser.open("/camunda/app/tasklist/default/#/?task=" + refund.taskId());
        browser.find(By.cssSelector(".task-details"));
        await().during(Duration.ofMillis(300))
                .until(() -> browser.all(By.cssSelector(".refund-review")).isEmpty());
        assertThat(browser.find(By.tagName("body")).getText()).doesNotContain("无名", "只给自己人看", refund.no);
    }

    private static String shown(String name) {
        return (String) browser.script(
                "const field = document.querySelector('[data-field=' + arguments[0] + ']');"
                        + " return field && field.textContent.trim()",
                name);
    }

    private static String chosen(String name) {
        return (String) browser.script(
                "const on = document.querySelector('input[name=' + arguments[0] + ']:checked'); return on && on.value",
                name);
    }

    private static List<?> drafts() {
        return (List<?>)
                browser.script("return Object.keys(sessionStorage).filter(key => key.startsWith('refund-desk/'))");
    }
}
