package org.cinemarefund.application;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatCode;
import static org.assertj.core.api.Assertions.catchThrowableOfType;

import java.util.Arrays;
import java.util.Map;
import java.util.stream.Stream;
import org.cinemarefund.finance.PayeeCardDesk.TypedCard;
import org.cinemarefund.payment.card.DebitCardBank;
import org.cinemarefund.shared.Problem;
import org.cinemarefund.shared.ProblemCode;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.Arguments;
import org.junit.jupiter.params.provider.MethodSource;
import org.junit.jupiter.params.provider.ValueSource;

class TypedCardTest {
    private static final String BANK = "ICBC_DEBIT";
    private static final String ACCOUNT = "6222021234567890128";
    private static final String NAME = "卡奈丽";

    static Stream<Arguments> whatIsNoCard() {
        return Stream.of(
                Arguments.of("bankType", null, ACCOUNT, NAME),
                Arguments.of("bankType", "ICBC_CREDIT", ACCOUNT, NAME),
                Arguments.of("bankType", "ICBC", ACCOUNT, NAME),
                Arguments.of("bankType", "icbc_debit", ACCOUNT, NAME),
                Arguments.of("bankType", " ICBC_DEBIT", ACCOUNT, NAME),
                Arguments.of("bankType", Map.of(), ACCOUNT, NAME),
                Arguments.of("bankAccount", BANK, null, NAME),
                Arguments.of("bankAccount", BANK, 6222021234567890128L, NAME),
                Arguments.of("bankAccount", BANK, "62220212345", NAME),
                Arguments.of("bankAccount", BANK, "6".repeat(25), NAME),
                Arguments.of("bankAccount", BANK, "622202-1234567890128", NAME),
                Arguments.of("bankAccount", BANK, "６２２２０２１２３４５６７８９０１２８", NAME),
                Arguments.of("bankAccount", BANK, "٦٢٢٢٠٢١٢٣٤٥٦٧٨٩٠١٢٨", NAME),
                Arguments.of("bankAccount", BANK, "6222021234567890128\n", NAME),
                Arguments.of("realName", BANK, ACCOUNT, null),
                Arguments.of("realName", BANK, ACCOUNT, 1),
                Arguments.of("realName", BANK, ACCOUNT, " \u3000"),
                Arguments.of("realName", BANK, ACCOUNT, "名".repeat(61)),
                Arguments.of("realName", BANK, ACCOUNT, "卡\u0007奈丽"),
                Arguments.of("realName", BANK, ACCOUNT, "卡\n奈丽"),
                Arguments.of("realName", BANK, ACCOUNT, "卡\u202E奈丽"),
                Arguments.of("realName", BANK, ACCOUNT, "卡\u200B奈丽"),
                Arguments.of("realName", BANK, ACCOUNT, "卡\uE000奈丽"),
                Arguments.of("realName", BANK, ACCOUNT, "卡\uD800奈丽"),
                Arguments.of("realName", BANK, ACCOUNT, "卡\uFFFF奈丽"));
    }

    @ParameterizedTest
    @MethodSource("whatIsNoCard")
    void what_is_no_card_is_refused_by_its_field_alone(String field, Object bank, Object account, Object name) {
        var problem = catchThrowableOfType(Problem.class, () -> TypedCard.of(bank, account, name));

        assertThat(problem.code()).isEqualTo(ProblemCode.INVALID_REQUEST);
        assertThat(problem.properties()).containsEntry("field", field).containsOnlyKeys("field", "hint");
        assertThat(problem.arguments()).containsExactly(field);
        assertThat(problem.getMessage()).isEqualTo("INVALID_REQUEST: " + field);
    }

    @ParameterizedTest
    @ValueSource(strings = {"卡奈丽", "O'Neil-Smith Jr.", "阿依古丽·买买提", "𠮷野家", " 李 ", "ÿ"})
    void names_come_in_many_scripts(String name) {
        assertThatCode(() -> TypedCard.of(BANK, ACCOUNT, name)).doesNotThrowAnyException();
    }

    @ParameterizedTest
    @ValueSource(
            strings = {
                "622202123456",
                "622202123456789012345678",
                "6222 0212 3456 7890 128",
                " 6222\u00A00212\u30003456"
            })
    void a_number_may_be_typed_in_groups(String account) {
        assertThatCode(() -> TypedCard.of(BANK, account, NAME)).doesNotThrowAnyException();
    }

    @Test
    void every_bank_of_the_list_is_taken_and_nothing_of_the_card_is_printed() {
        assertThat(Arrays.stream(DebitCardBank.values()).map(DebitCardBank::code))
                .hasSize(15)
                .contains("CMB_DEBIT", "COMM_DEBIT", "NBCB_DEBIT")
                .allSatisfy(
                        text -> assertThat(TypedCard.of(text, ACCOUNT, NAME)).hasToString("TypedCard[" + text + "]"));
    }
}
