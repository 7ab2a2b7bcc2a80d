package org.cinemarefund.browser;

import static org.assertj.core.api.Assertions.assertThat;

import java.io.IOException;
import java.nio.file.Files;
import java.time.Duration;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import org.cinemarefund.finance.AlarmTasks;
import org.cinemarefund.process.CertificateAlarm;
import org.cinemarefund.review.SampleTasks;
import org.cinemarefund.sandbox.Scenario;
import org.junit.jupiter.api.Test;
import org.openqa.selenium.By;
import org.springframework.beans.factory.annotation.Autowired;
import org.springframework.transaction.support.TransactionOperations;

/** What finance sees of money under way, and a form in English. */
class FinanceDayTest extends DeskScenario {
    private static final By ALARM = By.cssSelector(".settlement-alarm");
    private static final By SAMPLE = By.cssSelector(".refund-sample");

    @Autowired
    private AlarmTasks alarms;

    @Autowired
    private SampleTasks samples;

    @Autowired
    private TransactionOperations transaction;

    @Test
    void finance_reads_a_form_in_english_and_no_word_of_it_is_chinese_but_what_people_wrote() {
        var cinema = new Cinema("Nanshan");
        var refund = new Application(cinema, "The Wandering Earth", 6600, Scenario.USER_ACCOUNT_ABNORMAL, null);
        refund.decided(cinema.reviewer, "APPROVE", null);
        refund.reachesFinance();

        browser.speaks("en-US");
        browser.screen(1440, 900);
        try {
            browser.logIn(person("finance"), PASSWORD, "tasklist");
            browser.forgetLog();
            open(refund);
            browser.click(CLAIM);
            assertThat(field("what")).startsWith("WeChat refused this refund");
            // A name stays as it is written, in the head, on the card and above the form.
            for (var place : List.of("[cam-widget-header]", "li.task.active h5.assignee", "[cam-tasklist-task-meta]")) {
                assertThat(browser.text(By.cssSelector(place))).as(place).contains("李明");
            }
            assertThat(field("where")).startsWith("The money is on the merchant account");
            assertThat(browser.text(By.cssSelector("[data-action=SETTLE_OFFLINE]")))
                    .contains("Suggested", "The system pays nothing", "A second person of finance confirms");
            browser.click(By.cssSelector("input[value=REJECT]"));
            browser.click(COMPLETE);
            assertThat(browser.text(REFUSED)).isEqualTo("Write why it is refused.");
            var quoted = field("quote");
            assertThat(browser.find(By.cssSelector(".refund-resolution"))
                            .getText()
                            .lines())
                    .as("but WeChat's own words")
                    .map(line -> line.replace(quoted, "").replaceAll("6排[89]座|3号厅|、", ""))
                    .noneMatch(line -> line.matches(".*\\p{IsHan}.*"));
            browser.photograph("finance-english");
            assertThat(browser.complaints()).isEmpty();
        } finally {
            browser.speaks("zh-CN,zh");
            browser.usualScreen();
        }
    }

    @Test
    void finance_sees_where_all_money_under_way_is_and_takes_a_table_along() throws IOException {
        var cinema = new Cinema("=1+1 福田店");
        var refund = new Application(cinema, "封神", 6600, Scenario.USER_ACCOUNT_ABNORMAL, null);
        refund.decided(cinema.reviewer, "APPROVE", null);
        refund.reachesFinance();

        browser.logIn(person("finance"), PASSWORD, "tasklist");
        browser.forgetLog();
        browser.click(By.cssSelector("a[href='#/money']"));
        assertThat(browser.text(By.cssSelector("tr[data-state=REFUSED]"))).contains("微信拒绝退款", "财务：看微信的答复再决定", "¥");
        assertThat(field("total")).startsWith("¥");
        browser.click(By.cssSelector("tr[data-state=REFUSED] button"));
        var link = By.cssSelector(".money-cases a[href='#/cases?no=" + refund.no + "']");
        browser.find(link);
        assertThat(browser.text(By.cssSelector(".money-cases")))
                .contains(refund.orderNo, "¥63.00", refund.transactionId + "-1");
        browser.screen(1440, 900);
        browser.photograph("money");
        browser.usualScreen();
        Axe.findsNothingSerious(browser);

        var table = Files.readString(browser.saved(By.cssSelector(".desk-money a[download]")));
        assertThat(table).startsWith("\uFEFF退款单号,");
        assertThat(table.lines().filter(line -> line.startsWith(refund.no + ",")))
                .singleElement()
                .asString()
                .contains("," + refund.orderNo + ",'=1+1 福田店,微信拒绝退款,63.00,");
        assertThat(browser.complaints()).isEmpty();
    }

    /** All hostile strings together, in every text somebody else may write and finance reads. */
    @Test
    void nothing_that_people_write_becomes_code_before_finance() throws IOException {
        var chooses = person("finance");
        var confirms = person("finance");
        var refunds = new LinkedHashMap<String, Application>();
        var reviewer = person();
        for (var text : chunks(hostile(), 190)) {
            var cinema = new Cinema(text);
            staff.ensureUser(reviewer, "审", "核", PASSWORD, "reviewers-" + cinema.id);
            refunds.put(text, new Application(cinema, text, 6600, Scenario.USER_ACCOUNT_ABNORMAL, text));
        }
        assertThat(refunds).hasSizeGreaterThan(10);
        refunds.forEach((text, refund) -> refund.decided(reviewer, "APPROVE", text));
        refunds.values().forEach(Application::reachesFinance);

        browser.logIn(chooses, PASSWORD, "tasklist");
        browser.forgetLog();
        refunds.forEach((text, refund) -> {
            open(refund);
            readAsWords(text);
            refund.completed(
                    chooses, Map.of("action", "SETTLE_OFFLINE", "comment", text, "proofReference", proof(text)));
        });
        browser.open("/camunda/app/tasklist/default/#/money");
        browser.click(By.cssSelector("tr[data-state=REFUSED] button"));
        browser.find(By.cssSelector(".money-cases .words"));
        assertThat((Long) browser.script("return document.querySelectorAll('.desk-money .words *').length"))
                .as("elements made of words")
                .isZero();

        browser.logIn(confirms, PASSWORD, "tasklist");
        browser.forgetLog();
        refunds.forEach((text, refund) -> {
            open(refund);
            readAsWords(text);
            assertThat(field("proofReference")).isEqualTo(proof(text));
            assertThat(browser.text(By.xpath("//tr[td[normalize-space() = '说明']]")))
                    .contains(text);
        });
        browser.photograph("finance-hostile");
        browser.assertNothingRan();
        assertThat(browser.complaints()).isEmpty();
    }

    private static void readAsWords(String text) {
        for (var field : List.of("filmTitle", "cinema")) {
            assertThat(field(field)).as(field).isEqualTo(text);
        }
        assertThat(browser.text(By.cssSelector(".history"))).contains(text);
        assertThat((Long) browser.script("return document.querySelectorAll('.refund-desk .words *').length"))
                .as("elements made of words")
                .isZero();
    }

    private static String proof(String text) {
        return text.substring(0, Math.min(100, text.length())).strip();
    }

    /** The cinema is at fault after the money went: what was kept is owed. */
    @Test
    void finance_writes_down_how_a_difference_was_paid() {
        var cinema = new Cinema("蛇口店");
        var refund = new Application(
                cinema, "长安三万里", 9600, Scenario.NORMAL, null, "order", "PERSONAL", Duration.ofHours(12));
        refund.decided(cinema.reviewer, "APPROVE", null);
        refund.becomes("REFUNDED");
        refund.changes("screeningStatus", "CANCELLED");
        var task = refund.idOfTaskBeside();

        browser.logIn(person("finance"), PASSWORD, "tasklist");
        browser.forgetLog();
        browser.open("/camunda/app/tasklist/default/#/?task=" + task);
        assertThat(field("applicationNo")).isEqualTo(refund.no);
        assertThat(field("difference")).isEqualTo("¥12.30");
        assertThat(field("where")).startsWith("差额在商户账户，还欠顾客");
        Axe.findsNothingSerious(browser);
        browser.click(CLAIM);
        browser.find(By.name("finding")).sendKeys("银行转账");
        browser.click(COMPLETE);
        assertThat(browser.text(REFUSED)).isEqualTo("补退差额必须填写付款凭证号。");
        browser.find(By.name("proofReference")).sendKeys("招行回单 20261127-001");
        browser.photograph("alarm-difference");
        browser.click(COMPLETE);
        browser.gone(ALARM);
        assertThat(browser.complaints()).isEmpty();
    }

    @Test
    void rare_tasks_read_well_in_both_languages() {
        var cinema = new Cinema("Futian");
        var refund = new Application(cinema, "The Wandering Earth", 6600, Scenario.NORMAL, null);
        refund.decided(cinema.reviewer, "APPROVE", null);
        refund.becomes("REFUNDED");
        transaction.executeWithoutResult(begun -> {
            alarms.open("1900000109", null, CertificateAlarm.KIND);
            samples.open(refund.no);
        });
        for (var language : List.of("zh-CN,zh", "en-US")) {
            browser.speaks(language);
            browser.screen(1440, 900);
            try {
                browser.logIn(person("finance"), PASSWORD, "tasklist");
                list(language.startsWith("en") ? "Alarms" : "资金异常");
                browser.click(By.xpath("//li[contains(@class, 'task')]//h4/a[contains(., '1900000109')]"));
                readsWell(ALARM, "certificate", language);

                browser.logIn(person("supervisors"), PASSWORD, "tasklist");
                browser.open("/camunda/app/tasklist/default/#/?task=" + refund.idOfTaskBeside());
                readsWell(SAMPLE, "sample", language);
            } finally {
                browser.speaks("zh-CN,zh");
                browser.usualScreen();
            }
        }
    }

    private static void readsWell(By form, String name, String language) {
        browser.find(form);
        browser.forgetLog();
        assertThat(field(ALARM.equals(form) ? "does" : "reason")).isNotEmpty();
        Axe.findsNothingSerious(browser);
        browser.photograph(name + "-" + language.substring(0, 2));
        var lines = browser.find(form).getText().replaceAll("6排[89]座|3号厅|、", "").lines();
        if (language.startsWith("en")) {
            assertThat(lines).as(name).noneMatch(line -> line.matches(".*\\p{IsHan}.*"));
        }
        assertThat(browser.complaints()).isEmpty();
    }

    @Test
    void nobody_else_finds_the_page_of_the_money() {
        browser.logIn(new Cinema("盐田店").reviewer, PASSWORD, "tasklist");
        browser.open("/camunda/app/tasklist/default/#/money");
        assertThat(browser.text(By.cssSelector(".desk-trouble"))).contains("没有打开这个页面的权限");
        assertThat(browser.all(By.cssSelector("a[href='#/money']"))).isEmpty();
    }
}
