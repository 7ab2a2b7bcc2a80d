package org.cinemarefund.browser;

import static org.assertj.core.api.Assertions.assertThat;

import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.stream.IntStream;
import org.cinemarefund.sandbox.Scenario;
import org.junit.jupiter.api.Test;
import org.openqa.selenium.By;
import org.openqa.selenium.Keys;

/** The desk that several people share: many reviews decided at once, and tasks handed over while somebody is away. */
class SharedDeskPagesTest extends DeskScenario {
    private static final Path AXE = Path.of("mini-program/test/node_modules/axe-core/axe.min.js");
    private static final By TOLD = By.cssSelector(".desk-told h2");
    private static final By CONFIRM = By.cssSelector("dialog button[type=submit]");

    private String colleague(Cinema cinema, String family) {
        var id = "colleague" + NUMBER.incrementAndGet();
        staff.ensureUser(id, "工", family, PASSWORD, "reviewers-" + cinema.id);
        return id;
    }

    private void page(String name) {
        browser.open("/camunda/app/tasklist/default/#/" + name);
        browser.find(By.cssSelector(".desk-" + name + " h1"));
    }

    private static By box(Application application) {
        return By.cssSelector("[data-application='" + application.no + "'] input[type=checkbox]");
    }

    private static void looksRight(String name) throws IOException {
        browser.photograph(name);
        if (Files.exists(AXE)) {
            browser.script(Files.readString(AXE));
            assertThat((List<?>) browser.script("""
                            return axe.run(document.querySelector('.desk-page'), {resultTypes: ['violations']})
                              .then(({violations}) => violations.filter(({impact}) => impact === 'serious' || impact === 'critical')
                                .flatMap(({id, nodes}) => nodes.map(node => `${id}: ${node.target} ${node.failureSummary}`)))""")).as(name).isEmpty();
        }
    }

    @Test
    void a_reviewer_decides_twelve_at_once_and_is_told_which_one_a_colleague_had_already() throws Exception {
        var cinema = new Cinema("南山店");
        var colleague = colleague(cinema, "王");
        var refunds = new ArrayList<Application>();
        IntStream.range(0, 12)
                .forEach(i -> refunds.add(new Application(cinema, "流浪地球 " + i, 9800, Scenario.NORMAL, null)));
        var special = new Application(cinema, "{{7*7}}<b>", 9800, Scenario.NORMAL, "放到一半黑屏", "order", "FILM_QUALITY");
        var taken = refunds.get(4);

        browser.logIn(cinema.reviewer, PASSWORD, "tasklist");
        browser.forgetLog();
        page("several");
        browser.click(box(refunds.get(0)));
        assertThat(field("sum")).isEqualTo("¥95.00");
        browser.click(By.cssSelector("[data-group]:has([data-application='" + taken.no + "']) .desk-all"));
        // Whoever blames the cinema is looked at apart, whatever the rule.
        assertThat(browser.find(box(special)).isEnabled()).isFalse();
        looksRight("several-chosen");
        assertThat(field("count")).isEqualTo("12 笔");
        assertThat(field("sum")).isEqualTo("¥1,140.00");
        taken.decided(colleague, "APPROVE", null);
        browser.click(By.cssSelector("[data-act=APPROVE]"));
        assertThat(browser.text(By.id("desk-question"))).isEqualTo("同意 12 笔，共退 ¥1,140.00？");
        looksRight("several-confirm");
        browser.click(CONFIRM);

        assertThat(browser.text(TOLD)).isEqualTo("办理了 11 笔，共 ¥1,045.00；没有办成 1 笔");
        assertThat(browser.text(By.cssSelector(".desk-not"))).contains("流浪地球 4", taken.no, "已由 王工 处理");
        looksRight("several-done");
        assertThat(browser.all(By.cssSelector("tbody tr"))).hasSize(1);
        refunds.forEach(refund -> refund.becomes("REFUNDED"));
        assertThat(special.status()).isEqualTo("UNDER_REVIEW");
        assertThat(browser.complaints()).isEmpty();
        browser.assertNothingRan();
    }

    @Test
    void a_refusal_of_several_asks_for_a_reason_and_escape_changes_nothing() throws Exception {
        var cinema = new Cinema("福田店");
        var refunds = List.of(
                new Application(cinema, "封神", 5000, Scenario.NORMAL, null),
                new Application(cinema, "封神", 6000, Scenario.NORMAL, null));
        browser.logIn(cinema.reviewer, PASSWORD, "tasklist");
        browser.forgetLog();
        page("several");
        browser.click(By.cssSelector(".desk-all"));
        browser.click(By.cssSelector("[data-act=REJECT]"));
        browser.click(CONFIRM);
        var refused = By.cssSelector("dialog .desk-trouble");
        assertThat(browser.text(refused)).isEqualTo("请选择拒绝的原因。");
        browser.find(By.cssSelector("#desk-reason option[value=OTHER]")).click();
        browser.click(CONFIRM);
        assertThat(browser.text(refused)).isEqualTo("选择这个原因时请写明理由。");
        browser.photograph("several-refused");
        browser.find(By.id("desk-comment")).sendKeys(Keys.ESCAPE);
        browser.gone(By.cssSelector("dialog"));
        assertThat(refunds.get(0).status()).isEqualTo("UNDER_REVIEW");

        browser.click(By.cssSelector("[data-act=REJECT]"));
        browser.find(By.cssSelector("#desk-reason option[value=OTHER]")).click();
        browser.find(By.id("desk-comment")).sendKeys("两张票都已核销");
        browser.click(CONFIRM);
        assertThat(browser.text(TOLD)).isEqualTo("办理了 2 笔，共 ¥104.00");
        refunds.forEach(refund -> assertThat(refund.status()).isEqualTo("REJECTED"));
        assertThat(browser.complaints()).isEmpty();
    }

    @Test
    void a_supervisor_hands_over_what_somebody_holds_who_is_away_and_the_colleague_decides_it() throws Exception {
        var cinema = new Cinema("罗湖店");
        var away = colleague(cinema, "赵");
        var here = colleague(cinema, "王");
        var refunds = List.of(
                new Application(cinema, "长安三万里", 8800, Scenario.NORMAL, null),
                new Application(cinema, "好东西", 8800, Scenario.NORMAL, null));
        var admin = basic("admin", "cinema-demo");
        for (var refund : refunds) {
            rest(
                    "POST",
                    "/engine-rest/task/" + task(refund, admin) + "/claim",
                    Map.of("userId", away),
                    basic(away, PASSWORD));
        }

        browser.logIn(person("supervisors"), PASSWORD, "tasklist");
        browser.forgetLog();
        page("load");
        var row = "[data-person='" + away + "']";
        assertThat(browser.text(By.cssSelector(row))).startsWith("赵工2");
        browser.click(By.cssSelector(row + " [aria-expanded]"));
        browser.find(By.cssSelector("[data-application='" + refunds.get(1).no + "']"));
        looksRight("load");
        browser.click(By.cssSelector(row + " [data-act=all]"));
        browser.find(By.cssSelector("#desk-colleague option[value='" + here + "']"))
                .click();
        browser.photograph("load-handover");
        browser.click(CONFIRM);
        assertThat(browser.text(By.cssSelector("dialog .desk-well"))).isEqualTo("已全部转交。");
        looksRight("load-handed-over");
        browser.click(By.cssSelector("dialog button[type=button]"));
        browser.gone(By.cssSelector(row));
        assertThat(browser.complaints()).isEmpty();

        browser.logIn(here, PASSWORD, "tasklist");
        page("several");
        browser.click(box(refunds.get(0)));
        browser.click(By.cssSelector("[data-act=APPROVE]"));
        browser.click(CONFIRM);
        assertThat(browser.text(TOLD)).startsWith("办理了 1 笔");
        refunds.get(0).becomes("REFUNDED");

        // And the other one goes back to all of them, from its own page.
        browser.open("/camunda/app/tasklist/default/#/?task=" + task(refunds.get(1), admin));
        browser.click(By.cssSelector(".desk-handover"));
        browser.find(By.cssSelector("#desk-colleague option[value='-']")).click();
        browser.photograph("task-handover");
        browser.click(CONFIRM);
        assertThat(browser.text(By.cssSelector("dialog .desk-well"))).isEqualTo("已全部退回小组。");
        browser.click(By.cssSelector("dialog button[type=button]"));
        browser.gone(By.cssSelector(".desk-handover"));
        assertThat(rest("GET", "/engine-rest/task/" + task(refunds.get(1), admin), null, admin)
                        .path("assignee")
                        .isNull())
                .isTrue();
    }

    private String task(Application application, String admin) {
        return rest("GET", "/engine-rest/task?processInstanceBusinessKey=" + application.no, null, admin)
                .get(0)
                .get("id")
                .textValue();
    }
}
