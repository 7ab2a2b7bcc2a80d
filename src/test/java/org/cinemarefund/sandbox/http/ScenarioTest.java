package org.cinemarefund.sandbox.http;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;
import static org.awaitility.Awaitility.await;
import static org.junit.jupiter.params.provider.Arguments.arguments;

import com.wechat.pay.java.core.cipher.RSAPrivacyEncryptor;
import com.wechat.pay.java.core.exception.HttpException;
import com.wechat.pay.java.core.exception.ServiceException;
import com.wechat.pay.java.core.exception.ValidationException;
import com.wechat.pay.java.core.util.PemUtil;
import com.wechat.pay.java.service.refund.model.CreateRequest;
import com.wechat.pay.java.service.refund.model.Status;
import java.time.Duration;
import java.util.Arrays;
import java.util.concurrent.atomic.AtomicInteger;
import java.util.stream.Stream;
import org.cinemarefund.sandbox.Ledger;
import org.cinemarefund.sandbox.Ledger.Violation.Kind;
import org.cinemarefund.sandbox.SandboxConfig;
import org.cinemarefund.sandbox.SandboxIds;
import org.cinemarefund.sandbox.SandboxRefund;
import org.cinemarefund.sandbox.Scenario;
import org.cinemarefund.sandbox.ScenarioChoice;
import org.junit.jupiter.api.AfterAll;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeAll;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.EnumSource;
import org.junit.jupiter.params.provider.MethodSource;

class ScenarioTest {
    private static final Duration PATIENCE = Duration.ofSeconds(10);
    private static final AtomicInteger NUMBERS = new AtomicInteger();

    private static SandboxServer sandbox;
    private static Merchant merchant;

    private final String number = "S" + NUMBERS.incrementAndGet();
    private final String order = "4200000000202611230%09d".formatted(NUMBERS.get());
    private Mailbox mailbox;

    @BeforeAll
    static void start() {
        sandbox = SandboxServer.start(
                SandboxConfig.inMemory().withSettleAfter(Duration.ofMillis(20)).withRedeliveryPerMille(1));
        merchant = new Merchant(sandbox, Duration.ofMillis(700));
    }

    @AfterAll
    static void stop() {
        sandbox.close();
    }

    @BeforeEach
    void begin() {
        sandbox.sandbox().reset();
        mailbox = new Mailbox();
    }

    @AfterEach
    void end() {
        mailbox.close();
    }

    @Test
    void a_normal_refund_succeeds_and_is_notified_once() {
        play(Scenario.NORMAL);

        assertThat(merchant.submit(request()).getStatus()).isEqualTo(Status.PROCESSING);

        awaitLetters(1);
        var news = mailbox.letters().get(0).open(merchant.config());
        assertThat(news.getOutRefundNo()).isEqualTo(number);
        assertThat(news.getRefundStatus()).isEqualTo(Status.SUCCESS);
        assertThat(news.getAmount().getRefund()).isEqualTo(100);
        assertThat(news.getUserReceivedAccount()).isEqualTo("支付用户零钱");
        assertThat(merchant.query(number).getStatus()).isEqualTo(Status.SUCCESS);
    }

    @Test
    void a_lost_notification_leaves_only_the_query() {
        play(Scenario.CALLBACK_LOST);

        merchant.submit(request());

        awaitState(SandboxRefund.Status.SUCCESS);
        // Whatever would be sent is sent at once: a second refund's letter proves that the first's time has passed.
        merchant.submit(Merchant.request(number + "x", "42001", 1, 1, mailbox.url()));
        awaitLetters(1);
        assertThat(mailbox.letters().get(0).open(merchant.config()).getOutRefundNo())
                .isEqualTo(number + "x");
    }

    @Test
    void a_success_is_notified_twice_under_two_ids() {
        play(Scenario.CALLBACK_TWICE);

        merchant.submit(request());

        awaitLetters(2);
        assertThat(mailbox.letters()).extracting(Mailbox.Letter::id).doesNotHaveDuplicates();
        assertThat(mailbox.letters())
                .allSatisfy(letter -> assertThat(letter.open(merchant.config()).getOutRefundNo())
                        .isEqualTo(number));
    }

    @Test
    void an_early_notification_comes_before_the_answer() {
        play(Scenario.CALLBACK_EARLY);

        var answer = merchant.submit(request());

        assertThat(mailbox.letters()).hasSize(1);
        assertThat(answer.getStatus()).isEqualTo(Status.PROCESSING);
    }

    @Test
    void a_signature_probe_is_not_acknowledged_and_a_proper_notification_follows() {
        play(Scenario.CALLBACK_SIGNTEST_FIRST);
        mailbox.answer(401);

        merchant.submit(request());

        awaitLetters(2);
        assertThat(mailbox.letters().get(0).signature()).startsWith("WECHATPAY/SIGNTEST/");
        assertThat(mailbox.letters().get(1).open(merchant.config()).getOutRefundNo())
                .isEqualTo(number);
        assertThat(sandbox.sandbox().ledger().violations()).isEmpty();
    }

    @ParameterizedTest
    @EnumSource(names = {"CALLBACK_SIGNTEST_FIRST", "CALLBACK_STALE"})
    void to_acknowledge_a_probe_or_an_old_notification_is_held_against_the_product(Scenario scenario) {
        play(scenario);

        merchant.submit(request());

        await().atMost(PATIENCE)
                .untilAsserted(() -> assertThat(sandbox.sandbox().ledger().violations())
                        .extracting(Ledger.Violation::kind)
                        .containsExactly(Kind.BAD_CALLBACK_ACKNOWLEDGED));
    }

    @Test
    void a_stale_notification_is_ten_minutes_old_and_a_fresh_one_follows() {
        play(Scenario.CALLBACK_STALE);
        mailbox.answer(401);

        merchant.submit(request());

        awaitLetters(2);
        var ages = mailbox.letters().stream()
                .map(letter -> System.currentTimeMillis() / 1000 - Long.parseLong(letter.timestamp()))
                .toList();
        assertThat(ages.get(0)).isGreaterThanOrEqualTo(600);
        assertThat(ages.get(1)).isLessThan(300);
        assertThat(mailbox.letters().get(0).id())
                .isEqualTo(mailbox.letters().get(1).id());
    }

    @Test
    void a_notification_of_a_wrong_amount_is_contradicted_by_the_query() {
        play(Scenario.CALLBACK_WRONG_AMOUNT);

        merchant.submit(request());

        awaitLetters(1);
        assertThat(mailbox.letters().get(0).open(merchant.config()).getAmount().getRefund())
                .isEqualTo(101);
        assertThat(merchant.query(number).getAmount().getRefund()).isEqualTo(100);
    }

    @Test
    void a_slow_answer_is_held_back_and_good() {
        sandbox.sandbox().scenario(order, new ScenarioChoice(Scenario.SLOW_ANSWER, 1, Duration.ofMillis(200)));
        var before = System.nanoTime();

        var refund = merchant.submit(request());

        assertThat(Duration.ofNanos(System.nanoTime() - before)).isGreaterThanOrEqualTo(Duration.ofMillis(200));
        assertThat(refund.getOutRefundNo()).isEqualTo(number);
    }

    static Stream<org.junit.jupiter.params.provider.Arguments> faults() {
        return Stream.of(
                arguments(Scenario.TIMEOUT_AFTER_ACCEPT, true, HttpException.class),
                arguments(Scenario.TIMEOUT_BEFORE_ACCEPT, false, HttpException.class),
                arguments(Scenario.TIMEOUT_LATE_ACCEPT, false, HttpException.class),
                arguments(Scenario.ERROR_500_BEFORE, false, ServiceException.class),
                arguments(Scenario.ERROR_500_AFTER, true, ServiceException.class),
                arguments(Scenario.ERROR_502_HTML, false, RuntimeException.class),
                arguments(Scenario.RATE_LIMITED, false, ServiceException.class),
                arguments(Scenario.RESPONSE_WRONG_SIGNATURE, true, ValidationException.class),
                arguments(Scenario.RESPONSE_SIGNTEST, true, RuntimeException.class),
                arguments(Scenario.RESPONSE_STALE, true, IllegalArgumentException.class),
                arguments(Scenario.RESPONSE_UNKNOWN_SERIAL, true, ValidationException.class),
                arguments(Scenario.RESPONSE_RESET, true, HttpException.class));
    }

    @ParameterizedTest
    @MethodSource("faults")
    void a_fault_hides_the_truth_once_and_the_same_request_ends_well(
            Scenario scenario, boolean accepted, Class<? extends Exception> seen) {
        play(scenario);

        assertThatThrownBy(() -> merchant.submit(request())).isInstanceOf(seen);

        assertThat(sandbox.sandbox().refund(number).isPresent()).isEqualTo(accepted);
        assertThat(merchant.submit(request()).getOutRefundNo()).isEqualTo(number);
        awaitState(SandboxRefund.Status.SUCCESS);
        assertThat(sandbox.sandbox().refunds()).hasSize(1);
        assertThat(sandbox.sandbox().ledger().violations()).isEmpty();
        assertThat(sandbox.sandbox().ledger().requests().get(0).scenario()).isEqualTo(scenario);
    }

    @Test
    void a_late_acceptance_comes_when_the_wait_is_over() {
        sandbox.sandbox().scenario(order, new ScenarioChoice(Scenario.TIMEOUT_LATE_ACCEPT, 1, Duration.ofMillis(300)));

        assertThatThrownBy(() -> merchant.submit(request())).isInstanceOf(HttpException.class);

        awaitState(SandboxRefund.Status.SUCCESS);
    }

    @Test
    void a_connection_is_cut_without_a_single_byte() {
        play(Scenario.RESPONSE_RESET);

        assertThatThrownBy(() -> submission().send()).isInstanceOf(StringIndexOutOfBoundsException.class);

        assertThat(sandbox.sandbox().ledger().requests().get(0).answer()).isEqualTo("cut");
    }

    @Test
    void a_202_is_accepted_without_saying_what_became_of_it() {
        play(Scenario.ACCEPTED_202);

        var reply = submission().send();

        assertThat(reply.status()).isEqualTo(202);
        assertThat(reply.json().has("status")).isFalse();
        assertThat(sandbox.sandbox().refund(number)).isPresent();
        assertThat(submission().send().status()).isEqualTo(200);
    }

    @Test
    void an_answer_may_be_signed_and_about_another_number() {
        play(Scenario.RESPONSE_OTHER_NUMBER);

        assertThat(merchant.submit(request()).getOutRefundNo()).isNotEqualTo(number);
        assertThat(merchant.submit(request()).getOutRefundNo()).isEqualTo(number);
    }

    @Test
    void an_answer_may_be_signed_and_about_another_amount() {
        play(Scenario.RESPONSE_OTHER_AMOUNT);

        assertThat(merchant.submit(request()).getAmount().getRefund()).isEqualTo(101);
        assertThat(merchant.submit(request()).getAmount().getRefund()).isEqualTo(100);
    }

    @Test
    void an_answer_may_be_signed_and_empty() {
        play(Scenario.RESPONSE_EMPTY);

        var reply = submission().send();

        assertThat(reply.status()).isEqualTo(200);
        assertThat(reply.signed()).isTrue();
        assertThat(reply.body()).isEmpty();
        assertThat(sandbox.sandbox().refund(number)).isPresent();
    }

    @Test
    void too_little_money_is_refused_until_there_is_more() {
        play(Scenario.NOT_ENOUGH);

        assertThat(submission().send().code()).isEqualTo("NOT_ENOUGH");
        assertThat(submission().send().code()).isEqualTo("NOT_ENOUGH");
        sandbox.sandbox().balance(1000L);

        assertThat(submission().send().status()).isEqualTo(200);
        assertThat(sandbox.sandbox().ledger().violations()).isEmpty();
    }

    @ParameterizedTest
    @EnumSource(names = {"USER_ACCOUNT_ABNORMAL", "ORDER_UNKNOWN", "RULE_LIMIT"})
    void a_refusal_for_good_stays_one(Scenario scenario) {
        play(scenario);

        var first = submission().send();
        var second = submission().send();

        assertThat(first.status()).isIn(403, 404);
        assertThat(second.code()).isEqualTo(first.code());
        assertThat(merchant.draft("GET", "/v3/refund/domestic/refunds/" + number, "")
                        .send()
                        .status())
                .isEqualTo(404);
    }

    @Test
    void of_a_payment_with_a_coupon_the_answers_name_the_cash() {
        play(Scenario.PAID_WITH_COUPON);

        var answer = merchant.submit(request());

        assertThat(answer.getAmount().getRefund()).isEqualTo(100);
        assertThat(answer.getAmount().getPayerRefund()).isEqualTo(70);
        assertThat(answer.getPromotionDetail())
                .singleElement()
                .satisfies(promotion -> assertThat(promotion.getRefundAmount()).isEqualTo(30));
        awaitLetters(1);
        var news = mailbox.letters().get(0).open(merchant.config());
        assertThat(news.getAmount().getPayerRefund()).isEqualTo(70);
        assertThat(merchant.query(number).getAmount().getPayerRefund()).isEqualTo(70);
    }

    @Test
    void after_a_refund_made_elsewhere_no_more_than_is_left_is_taken() {
        assertThat(sandbox.refundElsewhere(order, 250, 300L, false)).isTrue();

        var refused = submission().send();

        assertThat(refused.status()).isEqualTo(400);
        assertThat(refused.code()).isEqualTo("INVALID_REQUEST");
        assertThat(refused.body()).contains("申请退款金额超过订单可退金额");
        assertThat(sandbox.refundElsewhere(order, 51, null, false)).isFalse();
        merchant.submit(Merchant.request(number + "r", order, 50, 300, mailbox.url()));
        assertThat(sandbox.sandbox().ledger().violations()).isEmpty();
    }

    static Stream<org.junit.jupiter.params.provider.Arguments> outcomes() {
        return Stream.of(
                arguments(Scenario.BECOMES_CLOSED, Status.CLOSED, "支付用户零钱"),
                arguments(Scenario.BECOMES_ABNORMAL, Status.ABNORMAL, "支付用户零钱"),
                arguments(Scenario.RETURNED_TO_MERCHANT, Status.SUCCESS, "商户基本账户"));
    }

    @ParameterizedTest
    @MethodSource("outcomes")
    void a_refund_may_end_otherwise(Scenario scenario, Status status, String account) {
        play(scenario);

        merchant.submit(request());

        awaitLetters(1);
        var news = mailbox.letters().get(0).open(merchant.config());
        assertThat(news.getRefundStatus()).isEqualTo(status);
        assertThat(news.getUserReceivedAccount()).isEqualTo(account);
        assertThat(merchant.query(number).getStatus()).isEqualTo(status);
        assertThat(merchant.query(number).getUserReceivedAccount()).isEqualTo(account);
    }

    @Test
    void a_repaired_refund_succeeds_on_the_merchants_account() {
        play(Scenario.BECOMES_ABNORMAL);
        var refundId = merchant.submit(request()).getRefundId();
        awaitState(SandboxRefund.Status.ABNORMAL);
        awaitLetters(1);

        merchant.draft(
                        "POST",
                        "/v3/refund/domestic/refunds/" + refundId + "/apply-abnormal-refund",
                        "{\"out_refund_no\":\"%s\",\"type\":\"MERCHANT_BANK_CARD\"}".formatted(number))
                .header("Wechatpay-Serial", sandbox.credentials().publicKeyId())
                .send();

        awaitLetters(2);
        var news = mailbox.letters().get(1).open(merchant.config());
        assertThat(news.getRefundStatus()).isEqualTo(Status.SUCCESS);
        assertThat(news.getUserReceivedAccount()).isEqualTo("商户结算银行账户");
    }

    @Test
    void a_repair_may_be_accepted_and_its_answer_lost() {
        play(Scenario.REPAIR_ANSWER_LOST);
        var refundId = abnormal();

        assertThatThrownBy(() -> repair(refundId)).isInstanceOf(RuntimeException.class);

        awaitState(SandboxRefund.Status.SUCCESS);
        awaitLetters(2);
    }

    @Test
    void a_card_may_be_refused_where_the_merchants_account_is_not() {
        play(Scenario.REPAIR_TO_CARD_REFUSED);
        var refundId = abnormal();
        var card = merchant.draft(
                        "POST",
                        "/v3/refund/domestic/refunds/" + refundId + "/apply-abnormal-refund",
                        "{\"out_refund_no\":\"%s\",\"type\":\"USER_BANK_CARD\",\"bank_type\":\"CMB_DEBIT\",\"bank_account\":\"%s\",\"real_name\":\"%s\"}"
                                .formatted(number, sealed("6225880123450403"), sealed("李雷")))
                .header("Wechatpay-Serial", sandbox.credentials().publicKeyId())
                .send();

        assertThat(card.status()).isEqualTo(400);
        assertThat(card.code()).isEqualTo("INVALID_REQUEST");
        assertThat(repair(refundId).status()).isEqualTo(200);
        awaitState(SandboxRefund.Status.SUCCESS);
    }

    @Test
    void a_refund_may_turn_abnormal_again_after_its_repair() {
        play(Scenario.ABNORMAL_TWICE);
        var refundId = abnormal();

        repair(refundId);
        awaitLetters(2);
        assertThat(mailbox.letters().get(1).open(merchant.config()).getRefundStatus())
                .isEqualTo(Status.ABNORMAL);

        repair(refundId);
        awaitLetters(3);
        assertThat(mailbox.letters().get(2).open(merchant.config()).getRefundStatus())
                .isEqualTo(Status.SUCCESS);
    }

    private String abnormal() {
        var refundId = merchant.submit(request()).getRefundId();
        awaitLetters(1);
        assertThat(merchant.query(number).getStatus()).isEqualTo(Status.ABNORMAL);
        return refundId;
    }

    private Reply repair(String refundId) {
        return merchant.draft(
                        "POST",
                        "/v3/refund/domestic/refunds/" + refundId + "/apply-abnormal-refund",
                        "{\"out_refund_no\":\"%s\",\"type\":\"MERCHANT_BANK_CARD\"}".formatted(number))
                .header("Wechatpay-Serial", sandbox.credentials().publicKeyId())
                .send();
    }

    private static String sealed(String text) {
        return new RSAPrivacyEncryptor(
                        PemUtil.loadPublicKeyFromPath(
                                sandbox.credentials().publicKeyPath().toString()),
                        sandbox.credentials().publicKeyId())
                .encrypt(text);
    }

    @Test
    void a_refund_that_stays_processing_waits_for_a_hand() {
        play(Scenario.STAYS_PROCESSING);
        merchant.submit(request());
        merchant.submit(Merchant.request(number + "x", "42002", 1, 1, mailbox.url()));
        awaitLetters(1);
        assertThat(merchant.query(number).getStatus()).isEqualTo(Status.PROCESSING);

        sandbox.setState(number, SandboxRefund.Status.SUCCESS);

        awaitLetters(2);
        assertThat(mailbox.letters().get(1).open(merchant.config()).getOutRefundNo())
                .isEqualTo(number);
    }

    @Test
    void a_sample_transaction_id_carries_its_scenario() {
        var sample = SandboxIds.transactionId(Scenario.ORDER_UNKNOWN, 7);

        var reply = merchant.submission(Merchant.body(number, sample, 100, 300)).send();

        assertThat(sample).hasSize(28);
        assertThat(reply.code()).isEqualTo("RESOURCE_NOT_EXISTS");
    }

    @Test
    void what_was_said_about_an_order_counts_more_than_the_default() {
        sandbox.sandbox().scenarioByDefault(new ScenarioChoice(Scenario.USER_ACCOUNT_ABNORMAL));
        play(Scenario.NORMAL);

        assertThat(submission().send().status()).isEqualTo(200);
        assertThat(merchant.submission(Merchant.body("other", "42003", 1, 1))
                        .send()
                        .code())
                .isEqualTo("USER_ACCOUNT_ABNORMAL");
    }

    @Test
    void a_fault_hits_as_many_requests_as_it_was_told_to() {
        sandbox.sandbox().scenario(order, new ScenarioChoice(Scenario.ERROR_500_BEFORE, 2, null));

        assertThat(Stream.generate(() -> submission().send().status()).limit(3)).containsExactly(500, 500, 200);
    }

    @Test
    void every_scenario_has_a_code_and_a_sentence_of_its_own() {
        assertThat(Arrays.stream(Scenario.values()).map(Scenario::code)).doesNotHaveDuplicates();
        assertThat(Arrays.stream(Scenario.values()).map(Scenario::description))
                .doesNotHaveDuplicates()
                .allMatch(text -> text.endsWith("."));
    }

    @Test
    void a_notification_is_repeated_until_it_is_acknowledged_with_new_headers_each_time() {
        play(Scenario.NORMAL);
        mailbox.answer(500, 404, 302);

        merchant.submit(request());

        await().atMost(PATIENCE)
                .untilAsserted(() -> assertThat(sandbox.sandbox().ledger().callbacks())
                        .extracting(Ledger.Callback::attempt, Ledger.Callback::answer)
                        .containsExactly(
                                org.assertj.core.groups.Tuple.tuple(1, "500"),
                                org.assertj.core.groups.Tuple.tuple(2, "404"),
                                org.assertj.core.groups.Tuple.tuple(3, "302"),
                                org.assertj.core.groups.Tuple.tuple(4, "204")));
        assertThat(mailbox.letters()).extracting(Mailbox.Letter::nonce).doesNotHaveDuplicates();
        assertThat(mailbox.letters())
                .extracting(Mailbox.Letter::id)
                .containsOnly(mailbox.letters().get(0).id());
        assertThat(mailbox.letters())
                .allSatisfy(letter -> assertThat(letter.open(merchant.config()).getOutRefundNo())
                        .isEqualTo(number));
    }

    @Test
    void notifications_go_to_the_products_real_address_once_it_is_known() {
        play(Scenario.NORMAL);
        sandbox.sandbox().callbackBase(java.net.URI.create(mailbox.url()).resolve("/"));
        try {
            merchant.submit(Merchant.request(number, order, 100, 300, "http://127.0.0.1:9/api/notify"));

            awaitLetters(1);
        } finally {
            sandbox.sandbox().callbackBase(null);
        }
        // The ledger is written when the answer to the letter is in.
        await().until(() -> !sandbox.sandbox().ledger().callbacks().isEmpty());
        assertThat(sandbox.sandbox().ledger().callbacks().get(0).url().getPath())
                .isEqualTo("/api/notify");
    }

    private void play(Scenario scenario) {
        sandbox.sandbox().scenario(order, scenario);
    }

    private CreateRequest request() {
        return Merchant.request(number, order, 100, 300, mailbox.url());
    }

    private Merchant.Draft submission() {
        return merchant.submission(Merchant.body(number, order, 100, 300));
    }

    private void awaitLetters(int count) {
        await().atMost(PATIENCE)
                .pollInterval(Duration.ofMillis(10))
                .until(() -> mailbox.letters().size() >= count);
        assertThat(mailbox.letters()).hasSize(count);
    }

    private void awaitState(SandboxRefund.Status status) {
        await().atMost(PATIENCE).pollInterval(Duration.ofMillis(10)).until(() -> sandbox.sandbox()
                .refund(number)
                .filter(refund -> refund.status() == status)
                .isPresent());
    }
}
