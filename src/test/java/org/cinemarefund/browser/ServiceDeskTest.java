package org.cinemarefund.browser;

import static org.assertj.core.api.Assertions.assertThat;
import static org.awaitility.Awaitility.await;

import java.io.IOException;
import java.time.Duration;
import java.util.ArrayList;
import org.cinemarefund.sandbox.SandboxIds;
import org.cinemarefund.sandbox.Scenario;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.openqa.selenium.By;
import org.openqa.selenium.Keys;
import org.springframework.beans.factory.annotation.Autowired;
import org.springframework.jdbc.core.simple.JdbcClient;

/** A day at the service desk: whoever calls, the case is found and what to say stands there in large letters. */
class ServiceDeskTest extends DeskScenario {
    private static final By BOX = By.cssSelector(".desk-cases input[type=search]");
    private static final By NOW = By.cssSelector(".desk-cases [data-field=now]");

    @Autowired
    private JdbcClient jdbc;

    @BeforeEach
    void onAnOrdinaryScreen() {
        browser.screen(1440, 900);
    }

    @AfterEach
    void asItWas() {
        browser.screenAsItWas();
    }

    @Test
    void the_service_agent_starts_here_and_finds_what_to_say_for_each_state() {
        var cinema = new Cinema("南山店");
        var review = new Application(cinema, "流浪地球", 9800, Scenario.NORMAL, "临时加班");
        var asked = new Application(cinema, "长安三万里", 8800, Scenario.NORMAL, null);
        asked.decided(cinema.reviewer, "ASK_FOR_EVIDENCE", "请拍一下票根");
        var second = new Application(cinema, "包场专享", 168000, Scenario.NORMAL, null);
        second.decided(cinema.reviewer, "APPROVE", "金额已核对");
        var withWechat = approved(cinema, "封神", Scenario.STAYS_PROCESSING);
        var abnormal = approved(cinema, "无名", Scenario.BECOMES_ABNORMAL);
        var faulty = new Application(cinema, "三体", 7000, Scenario.NORMAL, null, BROKEN);
        faulty.decided(cinema.reviewer, "APPROVE", null);
        var refunded = approved(cinema, "深海", Scenario.NORMAL);
        var refused = new Application(cinema, "满江红", 6600, Scenario.NORMAL, null);
        refused.decided(cinema.reviewer, "REJECT", "票已使用");
        var withdrawn = new Application(cinema, "好东西", 4590, Scenario.NORMAL, null);
        withdrawn.withdraw();
        asked.becomes("EVIDENCE_REQUESTED");
        refunded.becomes("REFUNDED");
        abnormal.reachesFinance();
        await().atMost(Duration.ofSeconds(30))
                .until(() -> count(
                                "act_ru_execution p join act_ru_incident i"
                                        + " on i.proc_inst_id_ = p.id_ where p.business_key_ = ?",
                                faulty)
                        == 1);
        await().atMost(Duration.ofSeconds(30))
                .until(() ->
                        count("refund_transaction where state = 'PROCESSING' and application_no = ?", withWechat) == 1);

        browser.logIn(person("service"), PASSWORD, "tasklist");
        browser.forgetLog();
        browser.find(BOX);
        await().until(() -> Boolean.TRUE.equals(browser.script(
                "return document.activeElement === document.querySelector('.desk-cases input[type=search]')")));
        browser.photograph("service-start");

        finds(review.orderNo, review, "影院正在审核，最迟");
        browser.photograph("service-review");
        Axe.findsNothingSerious(browser);
        finds(asked.no, asked, "请顾客在小程序里补充，最迟");
        assertThat(browser.text(By.cssSelector(".story"))).contains("请拍一下票根");
        browser.photograph("service-asked");
        finds(second.transactionId, second, "影院主管正在复核");
        assertThat(browser.text(By.cssSelector(".case"))).doesNotContain("金额已核对", cinema.reviewer);
        finds(SandboxIds.openidOf(withWechat.moviegoer), withWechat, "受理，退回原支付账户，最迟");
        assertThat(field("promise")).startsWith("可以承诺：最迟");
        browser.photograph("service-with-wechat");
        finds(SandboxIds.openidOf(abnormal.moviegoer).substring(0, 10), abnormal, "填写一张本人储蓄卡");
        assertThat(field("promise")).contains("不要在电话里记卡号");
        browser.photograph("service-abnormal");
        finds(faulty.orderNo, faulty, "系统有一步没有完成");
        assertThat(field("whom")).contains("运维");
        browser.photograph("service-fault");
        finds(refunded.transactionId + "-1", refunded, "已到账 ¥");
        browser.photograph("service-refunded");
        finds(refused.orderNo, refused, "影院没有通过");
        assertThat(field("promise")).contains("前可以在小程序里申诉一次");
        finds(withdrawn.orderNo, withdrawn, "顾客自己撤回了申请");
        Axe.findsNothingSerious(browser);
        browser.photograph("service-withdrawn");

        browser.find(BOX).sendKeys(Keys.chord(Keys.CONTROL, "a"), "order-none", Keys.ENTER);
        assertThat(browser.text(By.cssSelector(".desk-cases aside [role=status]")))
                .startsWith("没有找到");
        browser.open("/camunda/app/tasklist/default/#/cases?status=EVIDENCE_REQUESTED");
        browser.click(By.xpath("//ul[@class='hits']//a[contains(@href, '" + asked.no + "')]"));
        browser.find(By.cssSelector("[data-case='" + asked.no + "']"));
        assertThat(browser.all(By.xpath("//ul[@class='hits']//a[contains(@href, '" + review.no + "')]")))
                .isEmpty();
        Axe.findsNothingSerious(browser);
        browser.photograph("service-list");
        assertThat(browser.complaints()).isEmpty();
        browser.assertNothingRan();
    }

    /** All hostile strings together, in every text somebody else may write. */
    @Test
    void nothing_that_people_write_becomes_code_before_the_service_desk() throws IOException {
        var hostile = hostile();
        var applications = new ArrayList<Application>();
        var words = chunks(hostile, 190);
        for (var text : words) {
            var cinema = new Cinema(text);
            var application = new Application(cinema, text, 9900, Scenario.NORMAL, text);
            application.decided(cinema.reviewer, "ASK_FOR_EVIDENCE", text);
            applications.add(application);
        }
        browser.logIn(person("service"), PASSWORD, "tasklist");
        browser.forgetLog();
        for (var i = 0; i < words.size(); i++) {
            var application = applications.get(i);
            application.becomes("EVIDENCE_REQUESTED");
            finds(application.no, application, "请顾客在小程序里补充");
            assertThat(browser.text(By.cssSelector(".desk-cases h1"))).contains(words.get(i));
            assertThat(browser.text(By.cssSelector(".story"))).contains(words.get(i));
            assertThat(browser.text(By.cssSelector(".case"))).contains(words.get(i));
            assertThat(browser.text(By.cssSelector(".hits"))).contains(words.get(i));
            assertThat(
                            (Long)
                                    browser.script(
                                            "return document.querySelectorAll('.desk-cases .words img, .desk-cases .words script,"
                                                    + " .desk-cases .words svg, .desk-cases .words iframe, .desk-cases .words b').length"))
                    .as("elements made of words")
                    .isZero();
        }
        browser.photograph("service-hostile");
        browser.assertNothingRan();
        assertThat(browser.complaints()).isEmpty();
    }

    private Application approved(Cinema cinema, String film, Scenario scenario) {
        var application = new Application(cinema, film, 9900, scenario, null);
        application.decided(cinema.reviewer, "APPROVE", null);
        return application;
    }

    /** What somebody typed who was given this on the telephone. */
    private static void finds(String text, Application application, String now) {
        browser.find(BOX).sendKeys(Keys.chord(Keys.CONTROL, "a"), text, Keys.ENTER);
        browser.find(By.cssSelector("[data-case='" + application.no + "']"));
        assertThat(browser.text(NOW)).contains(now);
    }

    private int count(String what, Application application) {
        return jdbc.sql("select count(*) from " + what)
                .param(application.no)
                .query(Integer.class)
                .single();
    }
}
