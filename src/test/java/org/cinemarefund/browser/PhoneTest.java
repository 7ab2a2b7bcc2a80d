package org.cinemarefund.browser;

import static org.assertj.core.api.Assertions.assertThat;
import static org.awaitility.Awaitility.await;

import com.fasterxml.jackson.databind.JsonNode;
import java.io.IOException;
import java.net.URISyntaxException;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.time.Duration;
import java.util.Base64;
import java.util.List;
import java.util.Map;
import java.util.concurrent.atomic.AtomicInteger;
import org.cinemarefund.testing.SampleProduct;
import org.cinemarefund.testing.TestClock;
import org.junit.jupiter.api.AfterAll;
import org.junit.jupiter.api.BeforeAll;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;
import org.openqa.selenium.By;
import org.springframework.boot.test.web.server.LocalServerPort;
import org.springframework.http.MediaType;
import org.springframework.util.FileSystemUtils;
import org.springframework.web.client.RestClient;

/**
 * What a moviegoer does with a thumb: the mini-program's own files in a real browser of a phone's size against the running
 * product. Pictures of each page are left in {@code target/screenshots}, and each page is judged for thumbs and eyes.
 */
@NeedsBrowser
@SampleProduct
class PhoneTest {
    private static final AtomicInteger VISITS = new AtomicInteger();
    private static final String PAGE = "//wx-page[not(@hidden)]";
    private static final By SUBMIT = By.xpath(PAGE + "//*[contains(@class, 'bar')]//wx-button[last()]");
    private static final By WORDS = By.cssSelector("wx-page:not([hidden]) textarea");

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

    private static Browser phone;
    private static String judge;

    @LocalServerPort
    private int port;

    @BeforeAll
    static void openPhone() throws IOException {
        TestClock.letTimeRun();
        judge = Files.readString(Path.of("src/test/resources/browser/judge.js"));
        phone = Browser.phone(390);
        phone.beforehand(LOSSY);
    }

    @AfterAll
    static void closePhone() {
        phone.close();
    }

    @BeforeEach
    void hereWeAre() {
        phone.at("http://127.0.0.1:" + port);
        phone.forgetLog();
    }

    @Test
    void from_the_start_page_to_an_application_and_back_in_seven_taps() {
        phone.open("/mini-program/?visit=" + VISITS.incrementAndGet());
        phone.script("sessionStorage.clear(); localStorage.clear()");
        phone.open("/mini-program/?visit=" + VISITS.incrementAndGet());
        phone.find(word("我的订单"));
        looksRight("home");

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
        phone.find(inOrder("好东西", "7排5座"));
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
        looksRight("contact");
        phone.tap(By.xpath(PAGE + "//*[@role='dialog']//*[@aria-label='关闭']"));
        phone.tap(word("退票规则"));
        phone.find(word("星光影城（深圳南山店）"));
        assertThat(page()).contains("距开场24小时（含）以上", "距开场不足30分钟");
        looksRight("policy");
        open("alice", "order/order?no=A1013");
        phone.find(word("这个订单不能退款"));
        assertThat(page()).contains("售出后不予退票");
        looksRight("order-not-refundable");
        nothingBroke();
    }

    @Test
    void what_became_of_a_refund_is_told_in_words() {
        open("alice", "detail/detail?no=" + becomes("alice", "A1016", "REFUNDED"));
        phone.find(word("退款已到账"));
        assertThat(page()).contains("¥86.00 已退到", "退款申请已通过", "场次取消");
        looksRight("refunded");
        open("alice", "detail/detail?no=" + becomes("alice", "A1014", "REJECTED"));
        phone.find(word("退款未通过"));
        assertThat(page()).contains("特价票、促销票售出后不予退票", "票仍然有效").doesNotContain("预计退款");
        looksRight("refused");
        nothingBroke();
    }

    @Test
    void a_refusal_is_appealed_once_in_words() {
        var no = call("alice", "/api/refund-applications", Map.of("orderNo", "A1004", "reason", "PERSONAL"))
                .path("applicationNo")
                .asText();
        open("alice", "detail/detail?no=" + no);
        phone.find(word("退款未通过"));
        assertThat(page()).contains("前可以申诉一次");
        looksRight("appealable");
        phone.tap(word("不接受，申诉"));
        phone.find(word("没有通过的原因"));
        phone.tap(SUBMIT);
        phone.find(word("请写明理由"));
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
        var no = becomes("alice", "A1015", "EVIDENCE_REQUESTED");
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
        phone.tap(SUBMIT);
        phone.tap(answer("允许"));
        phone.find(word("影院正在审核"));
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

        assertThat(get("alice", "/api/refund-applications?limit=100").path("items"))
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
        var no = call("alice", "/api/refund-applications", Map.of("orderNo", "A1008", "reason", "PERSONAL"))
                .path("applicationNo")
                .asText();
        approve(no);
        await().atMost(Duration.ofSeconds(30)).until(() -> get("alice", "/api/refund-applications/" + no)
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

    /** On the smallest phone in use, with letters a quarter larger; on the largest. */
    @ParameterizedTest
    @ValueSource(ints = {320, 430})
    void small_and_large_phones_show_everything(int width) {
        var asked = becomes("alice", "A1015", "EVIDENCE_REQUESTED", "UNDER_REVIEW");
        try (var other = Browser.phone(width).at("http://127.0.0.1:" + port)) {
            for (var where : List.of(
                    "orders/orders",
                    "order/order?no=A1012",
                    "apply/apply?orderNo=A1012",
                    "detail/detail?no=" + asked,
                    "policy/policy?cinema=gz-tianhe")) {
                other.open(
                        "/mini-program/?as=alice&visit=" + VISITS.incrementAndGet() + "#/packageRefund/pages/" + where);
                other.find(By.cssSelector("wx-page .screen"));
                if (width == 320) {
                    other.script("document.documentElement.style.setProperty('--rpx', 'calc(var(--column) / 600)')");
                }
                var name = width + "-" + where.substring(0, where.indexOf('/'));
                other.photograph("phone-" + name);
                assertThat((List<?>) other.script(judge)).as(name).isEmpty();
            }
        }
    }

    /** The subpackage, copied as it is into a mini-program whose own styles have the same names. */
    @Test
    void another_cinema_copies_the_folder_and_it_works_there() throws IOException, URISyntaxException {
        var foreign = Path.of(PhoneTest.class
                        .getResource("/mini-program/foreign/app.json")
                        .toURI())
                .resolveSibling("packageRefund");
        FileSystemUtils.copyRecursively(Path.of("mini-program/app/packageRefund"), foreign);

        phone.open("/mini-program/?app=foreign&as=bob&visit=" + VISITS.incrementAndGet());
        phone.tap(word("退票"));
        phone.tap(inOrder("唐人街探案", "申请退款"));
        phone.find(word("可退回"));
        looksRight("foreign");
        nothingBroke();
    }

    // ---- what is on the phone

    private static void open(String user, String page) {
        phone.open(
                "/mini-program/?as=" + user + "&visit=" + VISITS.incrementAndGet() + "#/packageRefund/pages/" + page);
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
        phone.photograph("phone-" + name);
        assertThat((List<?>) phone.script(judge)).as(name).isEmpty();
    }

    /** Answers that are refusals are said by the browser too; they are no fault of a page. */
    private static void nothingBroke() {
        assertThat(phone.complaints()).allMatch(text -> text.contains("Failed to load resource"));
        phone.assertNothingRan();
    }

    // ---- what others do meanwhile

    /** @return the number of the sample's application once it has come so far */
    private String becomes(String user, String orderNo, String... statuses) {
        await().atMost(Duration.ofSeconds(30)).until(() -> List.of(statuses)
                .contains(get(user, "/api/orders/" + orderNo)
                        .path("application")
                        .path("status")
                        .asText()));
        return get(user, "/api/orders/" + orderNo)
                .path("application")
                .path("applicationNo")
                .asText();
    }

    private RestClient rest() {
        return RestClient.create("http://127.0.0.1:" + port);
    }

    private String token(String user) {
        return "Bearer "
                + rest().post()
                        .uri("/api/session")
                        .body(Map.of("code", "demo-" + user + "-" + System.nanoTime()))
                        .retrieve()
                        .body(JsonNode.class)
                        .path("token")
                        .asText();
    }

    private JsonNode get(String user, String path) {
        return rest().get()
                .uri(path)
                .header("Authorization", token(user))
                .retrieve()
                .body(JsonNode.class);
    }

    private JsonNode call(String user, String path, Object body) {
        return rest().post()
                .uri(path)
                .header("Authorization", token(user))
                .contentType(MediaType.APPLICATION_JSON)
                .body(body)
                .retrieve()
                .body(JsonNode.class);
    }

    private void approve(String applicationNo) {
        var lin = "Basic " + Base64.getEncoder().encodeToString("lin:cinema-demo".getBytes(StandardCharsets.UTF_8));
        var task = "/engine-rest/task/"
                + rest().get()
                        .uri("/engine-rest/task?processInstanceBusinessKey=" + applicationNo)
                        .header("Authorization", lin)
                        .retrieve()
                        .body(JsonNode.class)
                        .path(0)
                        .path("id")
                        .asText();
        for (var step : Map.of(
                        "/claim", Map.of("userId", "lin"),
                        "/complete",
                                Map.of("variables", Map.of("decision", Map.of("type", "String", "value", "APPROVE"))))
                .entrySet()
                .stream()
                .sorted(Map.Entry.comparingByKey())
                .toList()) {
            rest().post()
                    .uri(task + step.getKey())
                    .header("Authorization", lin)
                    .contentType(MediaType.APPLICATION_JSON)
                    .body(step.getValue())
                    .retrieve()
                    .toBodilessEntity();
        }
    }
}
