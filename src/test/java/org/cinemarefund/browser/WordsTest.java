package org.cinemarefund.browser;

import static org.assertj.core.api.Assertions.assertThat;

import java.io.IOException;
import java.nio.charset.StandardCharsets;
import java.util.ArrayList;
import java.util.List;
import java.util.function.Predicate;
import java.util.regex.Pattern;
import org.cinemarefund.sandbox.Scenario;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.Test;
import org.openqa.selenium.By;
import org.springframework.test.context.TestPropertySource;

/**
 * Walks of everybody of the staff through the web applications: no key of a text that is missing, and in a Chinese browser no
 * word of English but those of {@code english-words.txt}. In a database of its own: what other tests write is English too.
 */
@TestPropertySource(properties = "spring.datasource.url=jdbc:h2:mem:browser-words;DB_CLOSE_DELAY=-1")
class WordsTest extends DeskScenario {
    private static final Pattern RAW_KEY = Pattern.compile("\\b[A-Z]{3,}_[A-Z_]{3,}\\b");
    /** An id of the engine, an openid as it is shown, a time. */
    private static final Pattern ID_OR_TIME =
            Pattern.compile("\\b[0-9][0-9a-z]{24}\\b|[0-9a-f]{8}(?:-[0-9a-f]{4}){3}-[0-9a-f]{12}"
                    + "|[0-9A-Za-z_-]{4}…[0-9A-Za-z_-]{4}|\\d{4}-\\d{2}-\\d{2}T\\d{2}:\\d{2}:\\d{2}");

    private static final Pattern WORD = Pattern.compile("[A-Za-z][A-Za-z0-9_.:/@-]*[A-Za-z0-9]|[A-Za-z]");
    private static final Predicate<String> ALLOWED = allowed();

    /**
     * What is seen: texts that are laid out, and what appears when the pointer rests or a field is empty. Not what a decision
     * table says, which is written by the cinemas, in the words of a viewer that speaks English alone.
     */
    private static final String SEEN = """
            const seen = [];
            const nodes = document.createTreeWalker(document.body, NodeFilter.SHOW_TEXT | NodeFilter.SHOW_ELEMENT);
            while (nodes.nextNode()) {
              const node = nodes.currentNode;
              const element = node.nodeType === Node.TEXT_NODE ? node.parentElement : node;
              if (!element || element.closest('script, style, .dmn-decision-table-container') || !element.getClientRects().length) { continue; }
              if (node.nodeType === Node.TEXT_NODE) {
                if (node.textContent.trim()) { seen.push(node.textContent.trim()); }
              } else {
                for (const name of ['title', 'placeholder', 'aria-label', 'alt', 'uib-tooltip']) {
                  if (element.getAttribute(name)) { seen.push(element.getAttribute(name)); }
                }
              }
            }
            return seen;
            """;

    private final List<String> offences = new ArrayList<>();

    private static Predicate<String> allowed() {
        try (var in = WordsTest.class.getResourceAsStream("/browser/english-words.txt")) {
            return new String(in.readAllBytes(), StandardCharsets.UTF_8)
                    .lines()
                    .filter(line -> !line.isBlank() && !line.startsWith("#"))
                    .map(line -> Pattern.compile(line).asMatchPredicate())
                    .reduce(Predicate::or)
                    .orElseThrow();
        } catch (IOException e) {
            throw new IllegalStateException(e);
        }
    }

    /** Reads the page once this is there. */
    private void reads(String where, By there) {
        browser.find(there);
        browser.gone(By.cssSelector(".loader:not(.ng-hide)"));
        browser.photograph("words-" + where);
        for (Object text : (List<?>) browser.script(SEEN)) {
            var said = ID_OR_TIME.matcher(String.valueOf(text)).replaceAll(" ");
            RAW_KEY.matcher(said)
                    .results()
                    .map(key -> key.group())
                    .filter(ALLOWED.negate())
                    .forEach(key -> offences.add(where + ": key " + key));
            WORD.matcher(said)
                    .results()
                    .map(word -> word.group())
                    .filter(ALLOWED.negate())
                    .forEach(word -> offences.add(where + ": " + word + " in " + said.strip()));
        }
    }

    private void goes(String application, String path) {
        browser.open("/camunda/app/" + application + "/default/#/" + path);
    }

    @AfterEach
    void nothingWasFound() {
        assertThat(offences.stream().distinct().toList()).isEmpty();
    }

    @Test
    void a_reviewer_reads_chinese_from_the_log_in_to_the_log_out() {
        var cinema = new Cinema("南山店");
        new Application(cinema, "流浪地球", 9800, Scenario.NORMAL, "临时加班");
        new Application(cinema, "深海", 6600, Scenario.NORMAL, "画面全黑", "order", "FILM_QUALITY");
        browser.forgetPerson();
        goes("tasklist", "login");
        reads("login", By.cssSelector("input[type=password]"));

        browser.logIn(cinema.reviewer, PASSWORD, "tasklist");
        reads("reviewer-list", By.cssSelector(".desk-card"));
        assertThat(browser.text(By.tagName("body"))).contains("影城退款", "个工作日", "影院问题");
        assertThat(browser.all(By.cssSelector(
                        ".create-task-action, .start-process-action, .task-filters .actions, .ce-eol-banner")))
                .noneMatch(element -> element.isDisplayed());
        assertThat(browser.script("return document.querySelector('.page-wrap').getBoundingClientRect().top"))
                .as("the page begins where the header ends")
                .isEqualTo(45L);
        for (String list : List.of("我的任务", "今天到期", "已超时", "影院问题")) {
            browser.click(By.xpath("//*[contains(@class, 'task-filter')]//h4/a[contains(., '" + list + "')]"));
            reads("reviewer-" + list, By.cssSelector(".task-filter.active"));
        }
        browser.click(By.cssSelector("li.task h4 a"));
        reads("reviewer-task", By.cssSelector(".refund-desk [data-field=applicationNo]"));
        browser.click(CLAIM);
        browser.gone(By.cssSelector(".claim-first"));
        reads("reviewer-claimed", By.cssSelector(".task-card"));
        for (String page : List.of("several", "load", "cases")) {
            goes("tasklist", page);
            reads("reviewer-page-" + page, By.cssSelector(".desk-page :is(table, ul, h1)"));
        }
        browser.click(By.cssSelector(".showShortcutHelp"));
        reads("reviewer-keys", By.cssSelector(".modal-body"));
        browser.script("document.querySelector('.modal-footer button').click()");
        browser.gone(By.cssSelector(".modal-body"));
        browser.click(By.cssSelector(".account > a"));
        reads("reviewer-menu", By.cssSelector(".account .logout"));
        goes("welcome", "");
        reads("reviewer-welcome", By.cssSelector("[user-profile]"));
        browser.click(By.cssSelector(".account > a"));
        browser.click(By.cssSelector(".account .logout a"));
        reads("logged-out", By.cssSelector("input[type=password]"));
    }

    @Test
    void supervisors_finance_and_the_service_desk_read_chinese() {
        var cinema = new Cinema("宝安店");
        var large = new Application(cinema, "包场专享", 168000, Scenario.NORMAL, "活动改期");
        large.decided(cinema.reviewer, "APPROVE", "核对过合同");
        var refused = new Application(cinema, "封神", 6600, Scenario.USER_ACCOUNT_ABNORMAL, null);
        refused.decided(cinema.reviewer, "APPROVE", null);
        refused.reachesFinance();

        browser.logIn(person("supervisors"), PASSWORD, "tasklist");
        reads("supervisor-list", By.cssSelector(".desk-card"));
        browser.click(By.xpath("//*[contains(@class, 'task-filter')]//h4/a[contains(., '待第二人')]"));
        open(large);
        reads("supervisor-task", By.cssSelector(".refund-desk"));

        browser.logIn(person("finance"), PASSWORD, "tasklist");
        reads("finance-list", By.cssSelector(".desk-card"));
        open(refused);
        reads("finance-task", By.cssSelector(".refund-desk"));
        goes("tasklist", "money");
        reads("finance-money", By.cssSelector(".desk-page table"));
        goes("tasklist", "cases?no=" + refused.no);
        reads("finance-case", By.cssSelector(".desk-page article"));

        browser.logIn(person("service"), PASSWORD, "tasklist");
        goes("tasklist", "cases");
        reads("service", By.cssSelector(".desk-page"));
    }

    @Test
    void an_operator_reads_chinese_in_cockpit() {
        var cinema = new Cinema("罗湖店");
        var refund = new Application(cinema, "长安三万里", 8800, Scenario.NORMAL, null);
        var admin = basic("admin", "cinema-demo");
        var instance = rest("GET", "/engine-rest/process-instance?businessKey=" + refund.no, null, admin)
                .get(0)
                .get("id")
                .textValue();
        var definition = rest("GET", "/engine-rest/process-instance/" + instance, null, admin)
                .get("definitionId")
                .textValue();

        browser.logIn(person("operators"), PASSWORD, "cockpit");
        reads("cockpit", By.cssSelector(".dashboard-row, .dashboard"));
        // Of the two, only one is a name of a person.
        assertThat(browser.text(By.cssSelector("[cam-widget-header]"))).contains("影城退款 运维台", "李明");
        for (String page : List.of("processes", "decisions", "tasks", "repository")) {
            goes("cockpit", page);
            reads("cockpit-" + page, By.cssSelector(".ctn-main, .page-wrap"));
        }
        for (String page : List.of("refunds", "refund-incidents", "refunds?no=" + refund.no)) {
            goes("cockpit", page);
            reads("cockpit-page-" + page.replaceAll("\\W.*", ""), By.cssSelector(".desk-page h1"));
        }
        goes("cockpit", "process-definition/" + definition + "/runtime");
        reads("cockpit-definition", By.cssSelector(".ctn-tabs .nav-tabs, .nav-tabs"));
        for (String tab : List.of("variables-tab", "incidents-tab", "user-tasks-tab", "jobs-tab")) {
            goes("cockpit", "process-instance/" + instance + "/runtime?tab=" + tab);
            reads("cockpit-" + tab, By.cssSelector(".nav-tabs"));
        }
    }

    @Test
    void who_chooses_people_reads_chinese_in_admin() {
        var cinema = new Cinema("龙岗店");
        browser.logIn(person("managers-" + cinema.id), PASSWORD, "admin");
        for (String page : List.of("users", "groups", "users/" + cinema.reviewer + "?tab=profile")) {
            goes("admin", page);
            reads("manager-" + page.replaceAll("\\W", "-"), By.cssSelector(".ctn-main, .page-wrap"));
        }
        browser.logIn("admin", "cinema-demo", "admin");
        for (String page : List.of("users", "groups", "user-create")) {
            goes("admin", page);
            reads("administrator-" + page, By.cssSelector(".ctn-main, .page-wrap"));
        }
    }

    @Test
    void an_english_browser_reads_english() {
        var cinema = new Cinema("盐田店");
        new Application(cinema, "好东西", 8800, Scenario.NORMAL, null, "order", "FILM_QUALITY");
        try (var abroad = Browser.speaking("en-US").at("http://127.0.0.1:" + port)) {
            abroad.logIn(cinema.reviewer, PASSWORD, "tasklist");
            assertThat(abroad.text(By.cssSelector(".desk-card"))).contains("working day", "left", "Claim", "¥85.00");
            abroad.photograph("words-english");
            assertThat(abroad.find(By.tagName("body")).getText())
                    .contains("Refund review", "Keyboard Shortcuts", "To review", "Due today", "Waiting for evidence")
                    .doesNotContain("认领", "快捷键", "今天到期");
        }
    }
}
