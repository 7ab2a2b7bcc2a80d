package org.cinemarefund.browser;

import static org.assertj.core.api.Assertions.assertThat;
import static org.awaitility.Awaitility.await;
import static org.cinemarefund.evidence.image.TestPictures.corners;
import static org.cinemarefund.evidence.image.TestPictures.jpeg;
import static org.cinemarefund.evidence.image.TestPictures.withExif;

import java.io.IOException;
import java.net.URI;
import java.time.Duration;
import java.util.ArrayList;
import java.util.List;
import org.cinemarefund.sandbox.SandboxIds;
import org.cinemarefund.sandbox.SandboxRefund;
import org.cinemarefund.sandbox.Scenario;
import org.junit.jupiter.api.Test;
import org.openqa.selenium.By;
import org.openqa.selenium.WebElement;
import org.springframework.test.context.TestPropertySource;

/** What the staff look at and press, in a real browser against the whole product. */
@TestPropertySource(properties = "spring.datasource.url=jdbc:h2:mem:browser-alone;DB_CLOSE_DELAY=-1")
class BrowserTest extends DeskScenario {
    /** So many cards a list of Tasklist shows at once. */
    private static final int ON_A_PAGE = 15;

    private static final By SAVE_CARD = By.name("saveCard");

    @Test
    void a_reviewer_sees_only_their_cinema_reads_the_case_and_approves_it() {
        var ours = new Cinema("南山店");
        var other = new Cinema("福田店");
        var refund = new Application(ours, "流浪地球", 9800, Scenario.NORMAL, "<b>临时</b> \u202E加班\u202C\u200B {{7*7}}");
        var theirs = new Application(other, "封神", 5000, Scenario.NORMAL, null);
        refund.changes("hall", "5号厅");

        browser.logIn(ours.reviewer, PASSWORD, "tasklist");
        assertThat(browser.text(card(refund))).contains(refund.orderNo, "¥95.00", "流浪地球", "还有 3 天", "个人原因", "个工作日");
        assertThat(browser.all(CARDS)).hasSize(1);
        assertThat(browser.all(card(theirs))).isEmpty();
        assertThat(browser.find(By.tagName("body")).getText()).containsSubsequence("待审核", "我的任务", "已超时");
        browser.photograph("reviewer-list");

        browser.forgetLog();
        open(refund);
        assertThat(browser.find(By.cssSelector("input[value=APPROVE]")).isEnabled())
                .as("usable before anybody claimed it")
                .isTrue();
        assertThat(browser.all(By.cssSelector(".form-actions button")).stream().noneMatch(WebElement::isDisplayed))
                .as("one button that completes, which is the form's")
                .isTrue();
        assertThat(field("refundAmount")).isEqualTo("¥95.00");
        assertThat(field("clause")).contains("24小时");
        assertThat(field("reason")).isEqualTo("个人原因");
        assertThat(field("now-hall")).startsWith("5号厅").endsWith("申请时：3号厅");
        // Shown without what would turn the words around or cannot be seen.
        assertThat(field("description")).isEqualTo("<b>临时</b> 加班 {{7*7}}");
        assertThat(field("applicationNo")).isEqualTo(refund.no);
        assertThat((String) browser.script("return document.querySelector('.refund-review').textContent"))
                .doesNotContain(SandboxIds.openidOf(refund.moviegoer), refund.moviegoer, "moviegoer", "PERSONAL");

        browser.click(By.cssSelector("input[value=REJECT]"));
        browser.click(DECIDE);
        assertThat(browser.text(REFUSED)).isEqualTo("请选择拒绝的原因。");
        browser.click(By.cssSelector("input[name=rejectReason][value=OTHER]"));
        browser.click(DECIDE);
        assertThat(browser.text(REFUSED)).isEqualTo("选择这个原因时请写明理由。");
        browser.photograph("reviewer-refused");
        assertThat(refund.status()).isEqualTo("UNDER_REVIEW");

        browser.click(By.cssSelector("input[value=APPROVE]"));
        browser.gone(REFUSED);
        browser.photograph("reviewer-approves");
        browser.click(DECIDE);
        browser.gone(card(refund));
        refund.becomes("REFUNDED");
        assertThat(browser.complaints()).isEmpty();
        browser.assertNothingRan();

        browser.logIn(other.reviewer, PASSWORD, "tasklist");
        browser.find(card(theirs));
        assertThat(browser.all(CARDS)).hasSize(1);
    }

    @Test
    void what_the_server_refuses_is_read_in_chinese_inside_the_form() {
        var cinema = new Cinema("罗湖店");
        var refund = new Application(cinema, "长安三万里", 8800, Scenario.NORMAL, null);
        browser.logIn(cinema.reviewer, PASSWORD, "tasklist");
        open(refund);
        browser.click(By.cssSelector("input[value=APPROVE]"));
        refund.withdraw();
        browser.click(DECIDE);
        assertThat(browser.text(REFUSED)).contains("已由他人处理", "撤回");
        browser.photograph("reviewer-too-late");
    }

    @Test
    void pictures_lie_small_beside_the_words_and_open_large() {
        var cinema = new Cinema("罗湖店");
        var refund = new Application(cinema, "长安三万里", 8800, Scenario.NORMAL, "座位坏了");
        refund.askedAndAnswered(cinema.reviewer, "请看图片", withExif(jpeg(corners(600, 400)), 6), jpeg(corners(300, 300)));
        browser.logIn(cinema.reviewer, PASSWORD, "tasklist");
        browser.forgetLog();
        open(refund);

        var pictures = By.cssSelector("[data-field=pictures] img");
        browser.find(pictures);
        await().until(() -> "400x600 300x300"
                .equals(browser.script("return Array.from(document.querySelectorAll("
                        + "'[data-field=pictures] img')).map(i => i.naturalWidth + 'x' + i.naturalHeight).join(' ')")));
        assertThat(browser.all(pictures))
                .allSatisfy(each -> assertThat(each.getSize().getHeight()).isBetween(100, 120));
        assertThat(browser.text(By.cssSelector(".history"))).contains("请看图片 · 2 张图片");
        browser.photograph("reviewer-pictures");
        assertThat(browser.complaints()).isEmpty();
        var link = browser.find(By.cssSelector("[data-field=pictures] a"));
        assertThat(link.getAttribute("target")).isEqualTo("_blank");
        browser.open(URI.create(link.getAttribute("href")).getPath());
        await().until(() -> Long.valueOf(400)
                .equals(browser.script("return document.images.length === 1 ? document.images[0].naturalWidth : 0")));
        browser.photograph("reviewer-picture-large");
    }

    @Test
    void a_large_amount_needs_a_supervisor_who_sees_why() {
        var cinema = new Cinema("宝安店");
        var refund = new Application(cinema, "包场专享", 168000, Scenario.NORMAL, "活动改期");
        browser.logIn(cinema.reviewer, PASSWORD, "tasklist");
        decide(refund, "APPROVE", "核对过合同");
        assertThat(refund.status()).isEqualTo("UNDER_REVIEW");

        var supervisor = person("supervisors");
        browser.logIn(supervisor, PASSWORD, "tasklist");
        open(refund);
        assertThat(field("marks")).contains("金额较大，需双人复核", cinema.reviewer);
        assertThat(field("refundAmount")).isEqualTo("¥1,677.00");
        browser.photograph("supervisor");
        decide(refund, "APPROVE", null);
        refund.becomes("REFUNDED");
    }

    @Test
    void what_exceeds_the_rules_shows_its_sum_and_the_second_person_the_first_choice() {
        var cinema = new Cinema("盐田店");
        var refund = new Application(cinema, "好东西", 8800, Scenario.NORMAL, "放到一半画面全黑", "order", "FILM_QUALITY");
        browser.logIn(cinema.reviewer, PASSWORD, "tasklist");
        browser.forgetLog();
        open(refund);
        assertThat(browser.text(By.cssSelector(".choices")))
                .contains("同意 ¥85.00", "确认影院原因，全额 ¥88.00", "提议其他金额", "拒绝", "请顾客补充说明（还可 2 次）");
        assertThat(field("marks")).contains("顾客称“放映质量问题”");
        assertThat(field("moviegoer")).isEqualTo("已退款 0 次；反映影院问题 0 次，其中属实 0 次");
        assertThat(field("inputs")).contains("距开场（分钟）", "票种", "普通票").doesNotContain("会员等级");
        browser.click(By.cssSelector("input[value=PROPOSE_AMOUNT]"));
        browser.find(By.name("refundAmount")).sendKeys("85");
        browser.click(DECIDE);
        assertThat(browser.text(REFUSED)).isEqualTo("金额须高于 ¥85.00，且不超过实付 ¥88.00。");
        browser.photograph("reviewer-proposes");
        browser.click(By.cssSelector("input[value=APPROVE_AS_FAULT]"));
        browser.click(DECIDE);
        assertThat(browser.text(REFUSED)).isEqualTo("请写明理由，供复核人查看。");
        browser.find(COMMENT).sendKeys("监控显示 3 号厅停机 20 分钟");
        browser.photograph("reviewer-confirms-fault");
        browser.click(DECIDE);
        browser.gone(card(refund));
        assertThat(refund.status()).isEqualTo("UNDER_REVIEW");

        browser.logIn(person("supervisors"), PASSWORD, "tasklist");
        browser.forgetLog();
        open(refund);
        assertThat(field("proposal")).contains(cinema.reviewer, "确认影院原因，退 ¥88.00", "监控显示 3 号厅停机 20 分钟", "须由另一人确认");
        assertThat(browser.text(By.cssSelector(".choices"))).contains("同意：确认影院原因，退 ¥88.00", "只按规则退 ¥85.00");
        browser.photograph("supervisor-second-person");
        browser.click(By.cssSelector("input[value=APPROVE]"));
        browser.click(DECIDE);
        refund.becomes("REFUNDED");
        assertThat(browser.complaints()).isEmpty();
    }

    @Test
    void finance_settles_outside_wechat_with_a_proof() {
        var cinema = new Cinema("龙岗店");
        var refund = new Application(cinema, "深海", 6600, Scenario.USER_ACCOUNT_ABNORMAL, null);
        refund.decided(cinema.reviewer, "APPROVE", null);
        var finance = person("finance");
        refund.reachesFinance();

        browser.logIn(finance, PASSWORD, "tasklist");
        browser.forgetLog();
        open(refund);
        browser.click(CLAIM);
        assertThat(field("state")).isEqualTo("微信拒绝退款");
        assertThat(field("what")).startsWith("微信拒绝了这笔退款");
        assertThat(field("where")).startsWith("钱在商户账户，没有动");
        assertThat(field("answer")).contains("收不了退款", "USER_ACCOUNT_ABNORMAL");
        assertThat(browser.text(By.cssSelector("[data-action=SETTLE_OFFLINE]")))
                .contains("建议", "须两人", "系统不会付款", "须由另一位财务复核", "复核后不能撤回");
        assertThat(browser.text(By.cssSelector("[data-action=RESEND]")))
                .contains("微信还会拒绝", "你一人即可")
                .doesNotContain("建议");
        Axe.findsNothingSerious(browser);
        assertThat(field("refundAmount")).isEqualTo("¥63.00");
        var offline = By.cssSelector("input[name=action][accesskey='2']");
        assertThat(browser.text(By.cssSelector(".choices"))).contains("用原单号重新提交", "已线下退款", "不予退款");
        browser.click(offline);
        browser.click(COMPLETE);
        assertThat(browser.text(REFUSED)).isEqualTo("线下退款必须填写付款凭证号。");
        browser.find(By.name("proofReference")).sendKeys("招行回单 20261123-007");
        browser.photograph("finance");
        browser.click(COMPLETE);
        browser.gone(By.name("proofReference"));

        // Nobody pays outside WeChat alone.
        browser.logIn(person("finance"), PASSWORD, "tasklist");
        browser.forgetLog();
        open(refund);
        assertThat(field("action")).startsWith("已线下退款");
        assertThat(field("by")).isEqualTo(finance);
        assertThat(field("proofReference")).isEqualTo("招行回单 20261123-007");
        assertThat(field("where")).startsWith("钱在商户账户，没有动");
        assertThat(field("does")).contains("系统不会付款");
        Axe.findsNothingSerious(browser);
        browser.click(CLAIM);
        browser.click(By.cssSelector("input[value=REJECT]"));
        browser.click(COMPLETE);
        assertThat(browser.text(REFUSED)).isEqualTo("不同意时请写明理由。");
        browser.click(By.cssSelector("input[value=APPROVE]"));
        browser.photograph("finance-second-person");
        browser.click(COMPLETE);
        refund.becomes("SETTLED_OFFLINE");
        assertThat(browser.complaints()).isEmpty();
    }

    @Test
    void finance_reads_the_sum_that_waits_for_money_and_says_when_it_is_there() {
        var cinema = new Cinema("罗湖店");
        var refund = new Application(cinema, "满江红", 8300, Scenario.NOT_ENOUGH, null);
        refund.decided(cinema.reviewer, "APPROVE", null);
        var task = By.xpath("//li[contains(@class, 'task')]//h4/a[contains(., '给商户账户充值：1 笔退款共 80.00 元等待')]");

        browser.logIn(person("finance"), PASSWORD, "tasklist");
        browser.forgetLog();
        list("商户账户");
        browser.click(task);
        assertThat(field("waitingAmount")).isEqualTo("¥80.00");
        assertThat(field("waitingRefunds")).isEqualTo("1");
        assertThat(field("atLeast")).startsWith("至少充值 ¥80.00");
        assertThat(field("where")).contains("没有一笔被拒绝", "不会多退");
        assertThat(field("does")).contains("先试退等得最久的一笔");
        Axe.findsNothingSerious(browser);
        browser.click(CLAIM);
        browser.find(By.name("topUpComment")).sendKeys("工行转入");
        browser.photograph("merchant-balance");
        sandbox.sandbox().balance(null);
        browser.click(COMPLETE);
        refund.becomes("REFUNDED");
        assertThat(browser.complaints()).isEmpty();
    }

    @Test
    void finance_reads_what_wechat_contradicts_and_writes_down_what_it_was() {
        var cinema = new Cinema("龙华店");
        var refund = new Application(cinema, "封神", 5300, Scenario.NORMAL, null);
        refund.decided(cinema.reviewer, "APPROVE", null);
        refund.becomes("REFUNDED");
        var number = refund.transactionId + "-1";
        sandbox.sandbox().force(number, SandboxRefund.Status.CLOSED);
        assertThat(sandbox.setState(number, SandboxRefund.Status.CLOSED)).isTrue();

        browser.logIn(person("finance"), PASSWORD, "tasklist");
        browser.forgetLog();
        list("资金异常");
        browser.click(By.xpath("//li[contains(@class, 'task')]//h4/a[contains(., '" + number + "')]"));
        assertThat(field("text")).contains("退款已关闭", "已到账");
        assertThat(field("state")).isEqualTo("已到账");
        assertThat(field("where")).contains("我们的记录没有改变");
        assertThat(field("does")).contains("不付款、不追款");
        assertThat(field("applicationNo")).isEqualTo(refund.no);
        Axe.findsNothingSerious(browser);
        browser.click(CLAIM);
        browser.click(COMPLETE);
        assertThat(browser.text(REFUSED)).isEqualTo("请写明核对的结果。");
        browser.find(By.name("finding")).sendKeys("商户平台显示成功，已与微信核实");
        browser.photograph("settlement-alarm");
        browser.click(COMPLETE);
        browser.gone(By.name("finding"));
        assertThat(refund.status()).isEqualTo("REFUNDED");
        assertThat(browser.complaints()).isEmpty();
    }

    @Test
    void finance_reads_what_was_refunded_elsewhere_and_pays_the_rest_with_a_second_person() {
        var cinema = new Cinema("光明店");
        var refund = new Application(cinema, "热辣滚烫", 9900, Scenario.NORMAL, null);
        assertThat(sandbox.refundElsewhere(refund.transactionId, 5000, 9900L, true))
                .isTrue();
        refund.decided(cinema.reviewer, "APPROVE", null);
        var finance = person("finance");
        refund.reachesFinance();

        browser.logIn(finance, PASSWORD, "tasklist");
        browser.forgetLog();
        list("资金异常");
        browser.click(By.xpath("//li[contains(@class, 'task')]//h4/a[contains(., '核对在别处的退款') and contains(., '"
                + refund.transactionId + "')]"));
        assertThat(field("refundedElsewhere")).isEqualTo("¥50.00");
        assertThat(field("transactionId")).isEqualTo(refund.transactionId);
        assertThat(field("orderNo")).isEqualTo(refund.orderNo);
        browser.photograph("alarm-elsewhere");

        // Afresh: the alarm's card shows the same order, and its form the same number.
        browser.logIn(finance, PASSWORD, "tasklist");
        browser.forgetLog();
        open(refund);
        browser.find(By.cssSelector(".history"));
        browser.click(CLAIM);
        assertThat(browser.text(By.cssSelector(".history")))
                .contains("在别处已退 ¥50.00，商户退款单号 PLATFORM-" + refund.transactionId);
        browser.click(By.cssSelector("input[value=PAY_REST]"));
        assertThat(browser.find(By.name("restAmount")).getDomProperty("value")).isEqualTo("46.00");
        type("restAmount", "46.01");
        browser.click(COMPLETE);
        assertThat(browser.text(REFUSED)).isEqualTo("最多能退 ¥46.00。");
        type("restAmount", "45.5");
        browser.photograph("finance-rest");
        browser.click(COMPLETE);
        browser.gone(By.name("restAmount"));

        browser.logIn(person("finance"), PASSWORD, "tasklist");
        browser.forgetLog();
        open(refund);
        assertThat(field("restAmount")).isEqualTo("¥45.50");
        browser.click(CLAIM);
        browser.click(By.cssSelector("input[value=APPROVE]"));
        browser.photograph("finance-rest-second-person");
        browser.click(COMPLETE);
        refund.becomes("REFUNDED");
        assertThat(browser.complaints()).isEmpty();
    }

    @Test
    void finance_types_a_card_for_an_abnormal_refund_and_a_second_person_sees_whose_it_is() {
        var cinema = new Cinema("宝安店");
        var refund = new Application(cinema, "无名", 7200, Scenario.BECOMES_ABNORMAL, null);
        refund.decided(cinema.reviewer, "APPROVE", null);
        var finance = person("finance");
        refund.reachesFinance();
        browser.logIn(finance, PASSWORD, "tasklist");
        browser.forgetLog();
        open(refund);
        browser.click(CLAIM);
        assertThat(field("state")).startsWith("退款异常");

        browser.click(By.cssSelector("input[value=ABNORMAL_TO_CARD]"));
        browser.click(COMPLETE);
        assertThat(browser.text(REFUSED)).isEqualTo("还没有收款银行卡：请等顾客在小程序里填写，或代填并保存。");
        assertThat(field("cardWanted")).contains("小程序", "还没有填");
        browser.click(By.name("typeCard"));
        browser.find(By.cssSelector("select[name=bankType]")).sendKeys("中国工商银行");
        type("bankAccount", "6222 0212");
        type("realName", "卡奈丽");
        browser.click(SAVE_CARD);
        assertThat(browser.text(REFUSED)).isEqualTo("卡号应为 12 到 24 位数字。");
        type("bankAccount", "6222 0212 3456 7890 128");
        browser.click(SAVE_CARD);
        assertThat(browser.text(REFUSED)).isEqualTo("请写明这张卡是怎样得到的。");
        type("cardComment", "按预留手机号致电顾客核实");
        browser.click(COMPLETE);
        assertThat(browser.text(REFUSED)).isEqualTo("填写的银行卡还没有保存，请先点“保存银行卡”。");
        assertThat(browser.complaints()).isEmpty();
        // What only the server refuses is read in the form too, and the fields stay to be put right.
        type("realName", "卡\u200B奈丽");
        browser.click(SAVE_CARD);
        assertThat(browser.text(REFUSED)).contains("realName", "1 到 60 个字符");
        type("realName", "卡奈丽");
        browser.photograph("finance-card-typed");
        browser.forgetLog();

        browser.click(SAVE_CARD);
        assertThat(field("payeeCard")).contains("中国工商银行储蓄卡 尾号 0128", finance, "按预留手机号");
        browser.gone(By.name("bankAccount"));
        browser.click(By.name("typeCard"));
        for (var name : List.of("bankAccount", "realName", "cardComment")) {
            assertThat(browser.find(By.name(name)).getDomProperty("value")).isEmpty();
        }
        assertThat(browser.find(By.tagName("body")).getText()).doesNotContain("卡奈丽", "6222 0212", "62220212");
        browser.photograph("finance-card");
        browser.click(COMPLETE);
        browser.gone(By.name("resolutionComment"));

        browser.logIn(person("finance"), PASSWORD, "tasklist");
        browser.forgetLog();
        open(refund);
        browser.click(CLAIM);
        assertThat(field("card")).isEqualTo("中国工商银行储蓄卡 尾号 0128");
        assertThat(field("cardGivenBy")).contains(finance, "代填");
        assertThat(field("cardComment")).isEqualTo("按预留手机号致电顾客核实");
        browser.click(By.cssSelector("input[value=APPROVE]"));
        browser.photograph("finance-card-confirmed");
        browser.click(COMPLETE);
        refund.becomes("REFUNDED");
        assertThat(browser.complaints()).isEmpty();
    }

    private static void type(String name, String text) {
        var field = browser.find(By.name(name));
        field.clear();
        field.sendKeys(text);
    }

    @Test
    void an_operator_finds_the_process_by_its_name_and_reads_what_went_wrong() {
        var cinema = new Cinema("盐田店");
        var refund = new Application(cinema, "三体", 7000, Scenario.NORMAL, null, BROKEN);
        refund.decided(cinema.reviewer, "APPROVE", null);
        var incidents = "/engine-rest/incident?activityId=confirmVoid";
        await().atMost(Duration.ofSeconds(30))
                .until(() -> rest("GET", incidents, null, basic("admin", "cinema-demo"))
                                .size()
                        > 0);
        var instance = rest("GET", incidents, null, basic("admin", "cinema-demo"))
                .get(0)
                .get("processInstanceId")
                .textValue();

        browser.logIn(person("operators"), PASSWORD, "cockpit");
        browser.open("/camunda/app/cockpit/default/#/processes");
        browser.click(By.linkText("影票退款"));
        browser.find(By.cssSelector("[data-element-id=approval]"));
        browser.photograph("cockpit-process");
        browser.open("/camunda/app/cockpit/default/#/process-instance/" + instance + "/runtime?tab=incidents-tab");
        assertThat(browser.text(By.xpath("//*[contains(text(), '票务系统未确认')]"))).contains("500");
        browser.find(By.cssSelector("[data-element-id=approval]"));
        browser.photograph("cockpit-incident");
        browser.click(By.cssSelector("[data-container-id=approval] .bjs-drilldown"));
        assertThat(browser.text(By.cssSelector("[data-element-id=confirmVoid]")))
                .contains("票务系统", "确认作废");
        browser.photograph("cockpit-incident-inside");
    }

    /** All hostile strings together, in every text somebody else may write and the staff read. */
    @Test
    void nothing_that_people_write_becomes_code_before_the_staff() throws IOException {
        var hostile = hostile();
        assertThat(hostile).hasSizeGreaterThanOrEqualTo(60);
        var reviewer = person();
        var applications = new ArrayList<Application>();
        var words = chunks(hostile, 190);
        for (var text : words) {
            var cinema = new Cinema(text);
            staff.ensureUser(reviewer, "审", "核", PASSWORD, "reviewers-" + cinema.id);
            applications.add(new Application(cinema, text, 9900, Scenario.NORMAL, text));
        }
        for (var i = 0; i < words.size(); i++) {
            applications.get(i).askedAndAnswered(reviewer, words.get(i));
        }
        browser.logIn(reviewer, PASSWORD, "tasklist");
        browser.forgetLog();
        for (var i = 0; i < words.size(); i++) {
            var text = words.get(i);
            if (i < ON_A_PAGE) {
                assertThat(browser.text(card(applications.get(i)))).contains(text);
            }
            open(applications.get(i));
            for (var field : List.of("description", "filmTitle", "cinema", "evidenceNote")) {
                assertThat(field(field)).as(field).isEqualTo(text);
            }
            assertThat(browser.text(By.cssSelector(".history"))).contains(text);
            assertThat((Long) browser.script("return document.querySelectorAll('.refund-review .words *, "
                            + ".variable-value *').length"))
                    .as("elements made of words")
                    .isZero();
        }
        browser.photograph("hostile");
        for (String page : List.of("several", "load", "cases")) {
            browser.open("/camunda/app/tasklist/default/#/" + page);
            browser.find(By.cssSelector(".desk-page :is(table, ul, p)"));
            assertThat((Long) browser.script("return document.querySelectorAll('.desk-page .words :not(span)').length"))
                    .as("elements made of words on " + page)
                    .isZero();
        }
        browser.assertNothingRan();
        assertThat(browser.complaints()).isEmpty();
    }
}
