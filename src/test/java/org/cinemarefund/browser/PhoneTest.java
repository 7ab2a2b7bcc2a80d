package org.cinemarefund.browser;

import static org.assertj.core.api.Assertions.assertThat;
import static org.awaitility.Awaitility.await;

import com.fasterxml.jackson.databind.ObjectMapper;
import com.fasterxml.jackson.databind.node.ObjectNode;
import java.io.IOException;
import java.io.UncheckedIOException;
import java.net.URISyntaxException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.time.Duration;
import java.util.List;
import java.util.Map;
import java.util.concurrent.atomic.AtomicInteger;
import java.util.stream.IntStream;
import org.cinemarefund.evidence.image.TestPictures;
import org.cinemarefund.sandbox.Scenario;
import org.cinemarefund.sandbox.http.SandboxServer;
import org.cinemarefund.testing.SampleProduct;
import org.cinemarefund.testing.TestClock;
import org.junit.jupiter.api.AfterAll;
import org.junit.jupiter.api.BeforeAll;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;
import org.openqa.selenium.By;
import org.springframework.beans.factory.annotation.Autowired;
import org.springframework.boot.test.web.server.LocalServerPort;
import org.springframework.util.FileSystemUtils;

/**
 * What a moviegoer does with a thumb: the mini-program's own files in a real browser of a phone's size against the running
 * product. Each page and state is judged for thumbs and eyes on a usual, a small and a large phone and with large letters; what it
 * looked like is left in {@code target/screenshots}.
 */
@NeedsBrowser
@SampleProduct
class PhoneTest {
    private static final AtomicInteger VISITS = new AtomicInteger();
    private static final String PAGE = "//wx-page[not(@hidden)]";
    private static final By SUBMIT = By.xpath(PAGE + "//*[contains(@class, 'bar')]//wx-button[last()]");
    private static final By WORDS = By.cssSelector("wx-page:not([hidden]) textarea");
    private static final By CARD = By.cssSelector("wx-page:not([hidden]) wx-order-card");
    /** A clause of them: the name of the cinema stands on the page before as well. */
    private static final By TERMS = By.cssSelector("wx-page:not([hidden]) .clause");

    private static final By ADD_PICTURE = By.cssSelector("wx-page:not([hidden]) [aria-label^='添加图片']");
    private static final By THUMBNAIL = By.cssSelector("wx-page:not([hidden]) .picture.done img[src]");
    private static final By SHOWN_PICTURE = By.cssSelector("wx-page:not([hidden]) .picture img[src^=blob]");

    /** Every so many calls one is lost: in turn before the server heard it, and on the way back. */
    private static final String LOSSY = """
            const every = Number(new URLSearchParams(location.search).get('drop'))
            if (every) {
              const real = window.fetch
              let nr = 0
              window.fetch = async (...given) => {
                if (!String(given[0]).includes('/api/') || ++nr % every) return real(...given)
                if (nr % (2 * every)) await real(...given)
                throw new TypeError('lost')
              }
            }""";

    /** Whoever waits does so in a hurry: pauses are that much shorter, and what is being waited for is known. */
    private static final String HURRY = """
            const hurry = Number(new URLSearchParams(location.search).get('hurry'))
            if (hurry) {
              const [begin, end] = [window.setTimeout, window.clearTimeout]
              window.pauses = []
              window.waiting = new Set()
              window.setTimeout = (work, pause, ...more) => {
                const nr = begin(() => { window.waiting.delete(nr); work(...more) }, pause / hurry)
                if (pause >= 3000) {
                  window.pauses.push(pause / 1000)
                  window.waiting.add(nr)
                }
                return nr
              }
              window.clearTimeout = (nr) => { window.waiting.delete(nr); end(nr) }
            }""";

    private static final int USUAL = 390;
    private static final int MOST_TAPS = 7;
    private static final ObjectMapper JSON = new ObjectMapper();

    private static Browser phone;
    private static PageJudge judge;

    @LocalServerPort
    private int port;

    @TempDir
    private Path folder;

    private final SandboxServer sandbox;
    private Backstage others;

    PhoneTest(@Autowired SandboxServer sandbox) {
        this.sandbox = sandbox;
    }

    @BeforeAll
    static void openPhone() {
        TestClock.letTimeRun();
        phone = Browser.phone(USUAL);
        judge = new PageJudge(phone, USUAL);
        phone.beforehand(LOSSY);
        phone.beforehand(HURRY);
    }

    @AfterAll
    static void closePhone() {
        phone.close();
    }

    @BeforeEach
    void hereWeAre() {
        phone.at("http://127.0.0.1:" + port);
        phone.forgetLog();
        others = new Backstage(port);
    }

    @Test
    void from_the_start_page_to_an_application_and_back_in_seven_taps() {
        phone.open("/mini-program/?visit=" + VISITS.incrementAndGet());
        phone.script("sessionStorage.clear(); localStorage.clear()");
        phone.open("/mini-program/?visit=" + VISITS.incrementAndGet());
        phone.find(word("我的订单"));
        looksRight("home");
        var taps = phone.taps();

        phone.tap(word("我的订单"));
        phone.find(answer("bob"));
        phone.photograph("phone-who");
        phone.tap(answer("bob"));
        phone.find(inOrder("好东西", "星光影城（深圳福田店）"));
        looksRight("orders");
        phone.tap(inOrder("好东西", "申请退款"));
        phone.find(word("可退回"));
        looksRight("apply");
        phone.tap(word("个人原因"));
        phone.tap(SUBMIT);
        phone.find(answer("允许"));
        phone.photograph("phone-consent");
        phone.tap(answer("允许"));
        phone.find(word("影院正在审核"));
        assertThat(phone.taps() - taps).isLessThanOrEqualTo(MOST_TAPS);
        phone.find(inOrder("好东西", "7排5座"));
        phone.gone(By.className("toast"));
        looksRight("detail");

        phone.tap(word("撤回申请"));
        phone.find(answer("再想想"));
        phone.photograph("phone-withdraw");
        phone.tap(answer("撤回"));
        phone.find(word("您已撤回申请"));
        looksRight("withdrawn");
        phone.click(By.id("back"));
        phone.find(inOrder("好东西", "已撤回"));
        phone.find(inOrder("好东西", "再次申请"));
        nothingBroke();
    }

    @Test
    void an_order_its_cinema_and_its_terms_are_there_to_be_read() {
        open("alice", "order/order?no=A1005");
        phone.find(word("可以申请退款"));
        looksRight("order");
        phone.tap(word("联系影院"));
        phone.find(word("0755-12345601"));
        assertThat(page()).contains("服务时间 每天 10:00—22:00");
        looksRight("contact");
        phone.tap(By.xpath(PAGE + "//*[@role='dialog']//*[@aria-label='关闭']"));
        phone.tap(word("退票规则"));
        phone.find(TERMS);
        assertThat(page()).contains("星光影城（深圳南山店）", "距开场24小时（含）以上", "距开场不足30分钟");
        looksRight("policy");
        open("alice", "order/order?no=A1013");
        phone.find(word("这个订单不能退款"));
        assertThat(page()).contains("售出后不予退票");
        looksRight("order-not-refundable");
        nothingBroke();
    }

    @Test
    void what_became_of_a_refund_is_told_in_words() {
        open("alice", "detail/detail?no=" + others.becomes("alice", "A1016", "REFUNDED"));
        phone.find(word("退款已到账"));
        assertThat(page()).contains("¥86.00 已退到", "退款申请已通过", "场次取消");
        looksRight("refunded");
        open("alice", "detail/detail?no=" + others.becomes("alice", "A1014", "REJECTED"));
        phone.find(word("退款未通过"));
        phone.find(word("票仍然有效，可以照常观影。"));
        assertThat(page()).contains("特价票、促销票售出后不予退票").doesNotContain("预计退款");
        looksRight("refused");
        nothingBroke();
    }

    @Test
    void a_fault_of_a_show_that_has_begun_reaches_a_person() {
        open("alice", "apply/apply?orderNo=A1011");
        phone.tap(word("放映质量问题"));
        phone.find(confirmed());
        looksRight("claim");
        phone.tap(SUBMIT);
        phone.tap(answer("允许"));
        phone.find(word("影院正在审核"));
        phone.find(confirmed());
        looksRight("claimed");
        nothingBroke();
    }

    /** What comes back if the cinema agrees. */
    private static By confirmed() {
        return By.xpath(PAGE + "//*[starts-with(normalize-space(.), '影院确认属实后，可退 ¥')]");
    }

    @Test
    void a_refusal_is_appealed_once_in_words() {
        var no = others.call("alice", "/api/refund-applications", Map.of("orderNo", "A1004", "reason", "PERSONAL"))
                .path("applicationNo")
                .asText();
        open("alice", "detail/detail?no=" + no);
        phone.find(word("退款未通过"));
        assertThat(page()).contains("前可以申诉一次");
        looksRight("appealable");
        phone.tap(word("不接受，申诉"));
        phone.find(word("没有通过的原因"));
        phone.tap(SUBMIT);
        phone.find(By.xpath("//*[contains(@class, 'toast')][contains(., '请写明理由')]"));
        phone.find(WORDS).sendKeys("买的时候没有说不能退");
        looksRight("appeal");
        phone.tap(SUBMIT);
        phone.tap(answer("允许"));
        phone.find(word("这是您的申诉，由影院主管复核。"));
        assertThat(page()).contains("影院正在审核", "买的时候没有说不能退");
        looksRight("appealed");

        open("alice", "detail/detail?no=" + no);
        phone.find(word("退款未通过"));
        assertThat(page()).contains("您已提出申诉").doesNotContain("前可以申诉一次");
        nothingBroke();
    }

    @Test
    void what_the_cinema_asks_is_answered_and_what_was_typed_outlives_a_closed_page() {
        var no = others.becomes("alice", "A1015", "EVIDENCE_REQUESTED");
        open("alice", "detail/detail?no=" + no);
        phone.find(word("影院请您补充说明"));
        assertThat(page()).contains("请告诉我们另一个订单的订单号");
        looksRight("asked");
        phone.tap(word("去补充"));
        phone.find(WORDS).sendKeys("另一个订单是 20261126-88");
        looksRight("supplement");

        open("alice", "detail/detail?no=" + no);
        phone.tap(word("去补充"));
        assertThat(phone.find(WORDS).getDomProperty("value")).isEqualTo("另一个订单是 20261126-88");
        choose(photo("order.jpg", 900, 1600));
        phone.find(THUMBNAIL);
        looksRight("supplement-with-picture");
        phone.tap(SUBMIT);
        phone.tap(answer("允许"));
        phone.find(word("影院正在审核"));
        phone.find(SHOWN_PICTURE);
        assertThat(others.get("alice", "/api/refund-applications/" + no).path("evidence"))
                .hasSize(1);
        assertThat(phone.text(By.cssSelector("wx-page:not([hidden]) [data-event=EVIDENCE_SUPPLIED]")))
                .contains("已收到您的补充说明");
        nothingBroke();
    }

    @Test
    void a_network_that_loses_every_fifth_call_and_a_double_tap_apply_once() {
        phone.open("/mini-program/?drop=5&as=alice&visit=" + VISITS.incrementAndGet()
                + "#/packageRefund/pages/apply/apply?orderNo=A1009");
        phone.find(word("可退回"));
        phone.tap(word("重复购票"));
        phone.find(WORDS).sendKeys("家人也买了");
        phone.find(SUBMIT);
        phone.script("const it = [...document.querySelectorAll('.bar wx-button')].pop(); it.click(); it.click()");
        phone.tap(answer("允许"));
        phone.find(word("影院正在审核"));

        assertThat(others.get("alice", "/api/refund-applications?limit=100").path("items"))
                .filteredOn(one -> one.path("orderNo").asText().equals("A1009"))
                .hasSize(1)
                .allSatisfy(one -> assertThat(one.path("description").asText()).isEqualTo("家人也买了"));
        phone.tap(word("撤回申请"));
        phone.tap(answer("撤回"));
        phone.find(word("您已撤回申请"));
        nothingBroke();
    }

    @Test
    void without_a_network_nothing_that_was_typed_is_lost_and_it_goes_on_by_itself_afterwards() {
        open("alice", "apply/apply?orderNo=A1006");
        phone.tap(word("其他原因"));
        phone.find(WORDS).sendKeys("孩子发烧了");
        phone.find(word("5/500"));
        phone.network(false);
        try {
            phone.tap(SUBMIT);
            phone.tap(answer("取消"));
            assertThat(phone.text(By.cssSelector("wx-page:not([hidden]) [role=alert]")))
                    .contains("网络不通", "已保存在本机");
            looksRight("offline");
        } finally {
            phone.network(true);
        }
        open("alice", "apply/apply?orderNo=A1006");
        phone.find(word("已恢复您上次填写的内容。"));
        phone.find(word("可退回"));
        assertThat(phone.find(WORDS).getDomProperty("value")).isEqualTo("孩子发烧了");
        looksRight("restored");
        phone.tap(SUBMIT);
        phone.find(word("影院正在审核"));
        phone.tap(word("撤回申请"));
        phone.tap(answer("撤回"));
        phone.find(word("您已撤回申请"));
    }

    @Test
    void a_closed_way_back_is_told_and_a_card_is_given() {
        var no = others.call("alice", "/api/refund-applications", Map.of("orderNo", "A1008", "reason", "PERSONAL"))
                .path("applicationNo")
                .asText();
        others.decides("lin", no, "APPROVE", "同意");
        await().atMost(Duration.ofSeconds(30)).until(() -> others.get("alice", "/api/refund-applications/" + no)
                .path("payeeCard")
                .path("wanted")
                .asBoolean());
        open("alice", "detail/detail?no=" + no);
        phone.find(word("正在退款"));
        looksRight("card-wanted");
        phone.tap(word("填写收款银行卡"));
        phone.find(word("持卡人姓名"));
        phone.tap(SUBMIT);
        phone.find(word("请选择开户银行"));
        phone.all(By.cssSelector("wx-page:not([hidden]) select")).get(0).sendKeys("招商银行");
        var fields = phone.all(By.cssSelector("wx-page:not([hidden]) wx-input input"));
        fields.get(0).sendKeys("6225 8801 1234 5678");
        fields.get(1).sendKeys("爱丽丝");
        looksRight("card");
        phone.tap(SUBMIT);
        phone.find(word("更换收款银行卡"));
        assertThat(page()).contains("招商银行", "····5678").doesNotContain("6225", "爱丽丝");
        looksRight("card-given");
        nothingBroke();
    }

    @Test
    void a_phone_that_speaks_english_is_answered_in_english() {
        phone.open("/mini-program/?lang=en&as=alice&visit=" + VISITS.incrementAndGet()
                + "#/packageRefund/pages/apply/apply?orderNo=A1006");
        phone.find(word("You get back"));
        phone.find(word("Personal reasons"));
        assertThat(page()).contains("24 hours or more before the show").doesNotContain("申请", "规则");
        looksRight("english");
        nothingBroke();
    }

    @Test
    void pictures_are_chosen_looked_at_taken_away_and_reach_the_application() {
        others.ordered("carol", "P5001", Scenario.NORMAL, Map.of());
        open("carol", "apply/apply?orderNo=P5001");
        phone.tap(word("重复购票"));
        phone.find(word("有照片能帮影院更快核实。"));
        phone.find(WORDS).sendKeys("家人也买了同一场票");

        phone.script("localStorage.removeItem('privacy')");
        phone.tap(ADD_PICTURE);
        phone.find(answer("拒绝"));
        phone.photograph("phone-privacy");
        phone.tap(answer("拒绝"));
        phone.find(word("没有得到使用照片的许可；图片是选填的。"));
        choose(photo("one.jpg", 1600, 900), photo("two.jpg", 900, 1600));
        phone.await("both are there", () -> phone.all(THUMBNAIL).size() == 2);
        looksRight("pictures");
        phone.tap(THUMBNAIL);
        phone.find(answer("关闭"));
        phone.photograph("phone-picture-large");
        phone.tap(answer("关闭"));
        phone.tap(By.cssSelector("wx-page:not([hidden]) .remove"));
        phone.await("one is gone", () -> phone.all(THUMBNAIL).size() == 1);

        // The terms are read before, and nothing is lost by it.
        phone.tap(word("退票规则"));
        phone.find(TERMS);
        phone.click(By.id("back"));
        phone.find(word("9/500"));
        phone.tap(SUBMIT);
        phone.tap(answer("允许"));
        phone.find(word("影院正在审核"));
        phone.find(SHOWN_PICTURE);
        looksRight("detail-with-picture");
        var told = others.get("carol", "/api/refund-applications/" + number("carol", "P5001"));
        assertThat(told.path("evidence")).hasSize(1);
        assertThat(told.path("description").asText()).isEqualTo("家人也买了同一场票");
        phone.tap(word("退票规则"));
        phone.find(TERMS);
        nothingBroke();
    }

    @Test
    void a_picture_that_is_none_is_refused_in_words_and_taken_away() throws IOException {
        others.ordered("carol", "P5002", Scenario.NORMAL, Map.of());
        var none = Files.writeString(folder.resolve("letter.jpg"), "this is a letter");
        open("carol", "apply/apply?orderNo=P5002");
        choose(none);
        phone.find(word("点此重传"));
        assertThat(phone.text(By.cssSelector("wx-page:not([hidden]) wx-pictures .note")))
                .isNotBlank();
        looksRight("picture-refused");
        phone.tap(By.cssSelector("wx-page:not([hidden]) .remove"));
        phone.gone(word("点此重传"));
    }

    @Test
    void the_list_is_pulled_down_for_news_and_goes_on_at_its_end() {
        IntStream.rangeClosed(1, 23)
                .forEach(nr -> others.ordered("dora", "P%d".formatted(5100 + nr), Scenario.NORMAL, Map.of()));
        open("dora", "orders/orders");
        phone.find(word("正在加载更多…"));
        assertThat(phone.all(CARD)).hasSize(20);
        phone.script(
                "const page = document.querySelector('wx-page:not([hidden])'); page.scrollTop = page.scrollHeight");
        phone.find(word("没有更多了"));
        assertThat(phone.all(CARD)).hasSize(23);

        assertThat(phone.all(word("审核中"))).isEmpty();
        others.call("dora", "/api/refund-applications", Map.of("orderNo", "P5123", "reason", "PERSONAL"));
        phone.script("document.querySelector('wx-page:not([hidden])').scrollTop = 0");
        phone.pullDown();
        phone.find(word("审核中"));
        phone.gone(By.id("pull"));
        looksRight("orders-many");
        nothingBroke();
    }

    @Test
    void it_looks_again_ever_more_seldom_and_not_at_all_while_nobody_looks() {
        others.ordered("carol", "P5003", Scenario.NORMAL, Map.of());
        var no = others.call("carol", "/api/refund-applications", Map.of("orderNo", "P5003", "reason", "PERSONAL"))
                .path("applicationNo")
                .asText();
        phone.open("/mini-program/?hurry=100&as=carol&visit=" + VISITS.incrementAndGet()
                + "#/packageRefund/pages/detail/detail?no=" + no);
        phone.find(word("影院正在审核"));
        phone.await("as seldom as can be", () -> pauses().size() > 11);
        assertThat(pauses()).isSorted().startsWith(3L, 3L, 3L, 4L, 5L).endsWith(60L, 60L);

        phone.elsewhere(() -> phone.await("nothing is waited for", () -> waiting() == 0));
        phone.await("it looks again", () -> waiting() == 1);
        phone.tap(word("退票规则"));
        phone.find(TERMS);
        phone.await("nothing is waited for", () -> waiting() == 0);
        phone.click(By.id("back"));
        phone.await("it looks again", () -> waiting() == 1);

        // What happens elsewhere is seen without a touch, and then there is nothing more to look for.
        others.call("carol", "/api/refund-applications/" + no + "/withdrawal", Map.of());
        phone.find(word("您已撤回申请"));
        phone.await("nothing is waited for", () -> waiting() == 0);
        nothingBroke();
    }

    /** The README's walk-through, with a thumb: what the others do there with curl is done here beside the phone. */
    @Test
    void a_reviewer_approves_and_the_phone_says_so_until_the_money_is_there() {
        others.ordered("erin", "P5201", Scenario.NORMAL, Map.of());
        start("erin");
        phone.tap(word("我的订单"));
        phone.tap(inOrder("你好，李焕英", "申请退款"));
        phone.tap(word("个人原因"));
        phone.tap(SUBMIT);
        phone.tap(answer("允许"));
        phone.find(word("影院正在审核"));
        others.decides("lin", number("erin", "P5201"), "APPROVE", "同意，欢迎下次光临");

        phone.find(word("退款已到账"));
        assertThat(page()).contains("同意，欢迎下次光临", "已退到 支付用户零钱");
        phone.find(By.cssSelector("wx-page:not([hidden]) [data-event=NOTICE_SENT]"));
        looksRight("credited");
        nothingBroke();
    }

    /** The first of docs/walk-throughs.md: somebody else begins, and the phone shows it. */
    @Test
    void what_a_back_end_began_goes_on_before_the_eyes_of_the_moviegoer() {
        others.ordered("frank", "P5202", Scenario.NORMAL, Map.of("screeningStatus", "CANCELLED"));
        start("frank");
        phone.tap(word("我的订单"));
        phone.find(inOrder("你好，李焕英", "申请退款"));
        others.startedByBackEnd("frank", "P5202", "SCREENING_CANCELLED");
        phone.pullDown();
        phone.tap(inOrder("你好，李焕英", "退款详情"));
        phone.find(word("退款已到账"));
        assertThat(page()).contains("场次取消", "¥59.00 已退到");
        nothingBroke();
    }

    /** The second of docs/walk-throughs.md: a callback that never comes, and a merchant account that is short of money. */
    @Test
    void what_wechat_does_not_say_and_cannot_pay_is_nothing_the_moviegoer_has_to_do() {
        others.ordered("grace", "P5203", Scenario.CALLBACK_LOST, Map.of("filmTitle", "满江红"));
        others.ordered("grace", "P5204", Scenario.NOT_ENOUGH, Map.of("filmTitle", "热辣滚烫"));
        start("grace");
        phone.tap(word("我的订单"));
        for (var film : List.of("满江红", "热辣滚烫")) {
            phone.tap(inOrder(film, "申请退款"));
            phone.tap(word("个人原因"));
            phone.tap(SUBMIT);
            phone.tap(answer("允许"));
            phone.find(word("影院正在审核"));
            phone.click(By.id("back"));
            phone.find(inOrder(film, "审核中"));
        }
        others.decides("lin", number("grace", "P5203"), "APPROVE", "同意");
        others.decides("lin", number("grace", "P5204"), "APPROVE", "同意");

        phone.tap(inOrder("热辣滚烫", "退款详情"));
        phone.find(By.cssSelector("wx-page:not([hidden]) [data-event=DELAYED]"));
        assertThat(phone.text(By.cssSelector("wx-page:not([hidden]) .happening")))
                .contains("无需您操作");
        looksRight("delayed");
        others.toppedUp(sandbox.baseUrl().toString());
        phone.find(word("退款已到账"));
        phone.click(By.id("back"));
        phone.tap(inOrder("满江红", "退款详情"));
        phone.find(word("退款已到账"));
        nothingBroke();
    }

    @Test
    void somebody_without_orders_and_somebody_without_a_network_are_told_so() {
        open("nobody", "orders/orders");
        phone.find(word("还没有订单"));
        looksRight("orders-none");
        open("alice", "order/order?no=A1005");
        phone.tap(word("申请退款"));
        phone.find(word("可退回"));
        phone.click(By.id("back"));
        phone.find(word("可以申请退款"));
        phone.network(false);
        try {
            phone.tap(word("申请退款"));
            phone.find(word("重试"));
            assertThat(page()).contains("网络不通");
            looksRight("no-network");
        } finally {
            phone.network(true);
        }
        phone.tap(word("重试"));
        phone.find(word("可退回"));
    }

    /** As mini-program/README.md says: the folder copied, its lines added to app.json, config.js edited; nothing else. */
    @Test
    void another_cinema_copies_the_folder_and_it_works_there() throws IOException, URISyntaxException {
        pastedInto(Path.of(PhoneTest.class
                        .getResource("/mini-program/foreign/app.json")
                        .toURI())
                .getParent());
        others.ordered("heidi", "P5301", Scenario.NORMAL, Map.of());
        phone.open("/mini-program/?app=foreign&as=heidi&visit=" + VISITS.incrementAndGet());
        phone.tap(word("退票"));
        phone.tap(inOrder("你好，李焕英", "申请退款"));
        phone.find(word("可退回"));
        looksRight("foreign");
        phone.tap(word("联系影院"));
        looksRight("foreign-contact");
        phone.tap(word("在线客服"));
        phone.tap(answer("确定"));
        phone.tap(By.xpath(PAGE + "//*[@role='dialog']//*[@aria-label='关闭']"));
        phone.tap(word("个人原因"));
        phone.tap(SUBMIT);
        phone.tap(answer("允许"));
        phone.find(word("影院正在审核"));
        phone.tap(word("撤回申请"));
        phone.tap(answer("撤回"));
        phone.find(word("您已撤回申请"));
        nothingBroke();
    }

    private static void pastedInto(Path theirs) throws IOException {
        assertThat(theirs.toString()).as("what is pasted is no source of ours").contains("target");
        var readme = Files.readString(Path.of("mini-program/README.md"));
        var begin = readme.indexOf("```json") + "```json".length();
        var app = (ObjectNode) JSON.readTree(theirs.resolve("app.json").toFile());
        app.setAll((ObjectNode) JSON.readTree(readme.substring(begin, readme.indexOf("```", begin))));
        JSON.writeValue(theirs.resolve("app.json").toFile(), app);
        var copied = theirs.resolve("packageRefund");
        FileSystemUtils.copyRecursively(Path.of("mini-program/app/packageRefund"), copied);
        var config = copied.resolve("config.js");
        var edited = Files.readString(config).replace("onlineService: false", "onlineService: true");
        assertThat(edited).contains("onlineService: true");
        Files.writeString(config, edited);
    }

    // ---- what is on the phone

    private static void open(String user, String page) {
        phone.open(
                "/mini-program/?as=" + user + "&visit=" + VISITS.incrementAndGet() + "#/packageRefund/pages/" + page);
    }

    /** At the start page, as somebody who looks at what others do in the meantime: ten times as often as usual. */
    private static void start(String user) {
        phone.open("/mini-program/?hurry=10&as=" + user + "&visit=" + VISITS.incrementAndGet());
    }

    private String number(String user, String orderNo) {
        return others.application(user, orderNo).path("applicationNo").asText();
    }

    private static void choose(Path... pictures) {
        phone.tap(ADD_PICTURE);
        if (Boolean.TRUE.equals(phone.script("return !localStorage.getItem('privacy')"))) {
            phone.tap(answer("同意"));
        }
        phone.choose(pictures);
    }

    private Path photo(String name, int width, int height) {
        try {
            return Files.write(folder.resolve(name), TestPictures.jpeg(TestPictures.corners(width, height)));
        } catch (IOException e) {
            throw new UncheckedIOException(e);
        }
    }

    private static List<Object> pauses() {
        return ((List<?>) phone.script("return window.pauses"))
                .stream().map(Object.class::cast).toList();
    }

    private static long waiting() {
        return (Long) phone.script("return window.waiting.size");
    }

    /** The innermost thing on the page that reads so. */
    private static By word(String text) {
        return By.xpath(
                PAGE + "//*[normalize-space(.) = '%s'][not(.//*[normalize-space(.) = '%s'])]".formatted(text, text));
    }

    private static By inOrder(String film, String text) {
        return By.xpath(PAGE
                + "//wx-order-card[contains(., '%s')]//*[contains(., '%s')][not(.//*[contains(., '%s')])]"
                        .formatted(film, text, text));
    }

    /** What WeChat itself asks, and not the page. */
    private static By answer(String text) {
        return By.xpath("//div[@id = 'layer']//button[normalize-space(.) = '%s']".formatted(text));
    }

    private static String page() {
        return phone.text(By.cssSelector("wx-page:not([hidden])"));
    }

    private static void looksRight(String name) {
        judge.looksRight("phone-" + name);
    }

    /** Answers that are refusals are said by the browser too; they are no fault of a page. */
    private static void nothingBroke() {
        assertThat(phone.complaints()).allMatch(text -> text.contains("Failed to load resource"));
        phone.assertNothingRan();
    }
}
