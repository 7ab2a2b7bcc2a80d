package org.cinemarefund.operations;

import static org.assertj.core.api.Assertions.assertThat;
import static org.cinemarefund.testing.Texts.text;

import java.io.IOException;
import java.io.InputStreamReader;
import java.io.StringReader;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.List;
import java.util.Map;
import java.util.Properties;
import java.util.TreeMap;
import java.util.TreeSet;
import java.util.regex.Pattern;
import javax.xml.parsers.DocumentBuilderFactory;
import javax.xml.parsers.ParserConfigurationException;
import org.cinemarefund.operations.IncidentGuide.Cause;
import org.cinemarefund.operations.IncidentGuide.Money;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;
import org.w3c.dom.Document;
import org.w3c.dom.Element;
import org.xml.sax.InputSource;
import org.xml.sax.SAXException;

/** Whatever can fail has its sentences in both languages, and each leads to a section of the runbook. */
class IncidentGuideTest {
    private static final String BPMN = "http://www.omg.org/spec/BPMN/20100524/MODEL";
    private static final String CAMUNDA = "http://camunda.org/schema/1.0/bpmn";
    private static final Pattern CHINESE = Pattern.compile("\\p{IsHan}");
    private static final List<Properties> BUNDLES =
            List.of(bundle("messages.properties"), bundle("messages_en.properties"));

    @Test
    void every_step_and_timer_of_the_diagrams_that_can_fail_has_its_sentences() {
        var canFail = new TreeSet<String>();
        each((type, element) -> {
            if (element.getAttributeNS(CAMUNDA, "asyncBefore").equals("true")
                    || element.getElementsByTagNameNS(BPMN, "timerEventDefinition")
                                            .getLength()
                                    > 0
                            && type.endsWith("Event")) {
                canFail.add(element.getAttribute("id"));
            }
        });

        assertThat(canFail)
                .hasSizeGreaterThan(20)
                .contains("confirmVoid", "tryOneRefund", "reviewOverdue", "confirmPollDue");
        assertThat(IncidentGuide.activities()).containsExactlyElementsOf(canFail);
        assertThat(canFail).allSatisfy(id -> inBothLanguages("incident.step." + id));
    }

    @Test
    void where_the_money_is_and_what_to_do_is_said_in_both_languages() {
        for (var money : Money.values()) {
            inBothLanguages("incident.money." + money);
        }
        for (var cause : Cause.values()) {
            inBothLanguages("incident.cause." + cause);
            inBothLanguages("incident.action." + cause);
        }
        inBothLanguages("incident.money.unknown");
        inBothLanguages("incident.step.unknown");
        inBothLanguages("incident.step.engine");
    }

    @Test
    void every_cause_has_a_section_of_the_runbook_in_both_languages() {
        var english = text(Path.of("docs/operations.md"));
        var chinese = text(Path.of("docs/operations.zh.md"));

        assertThat(IncidentGuide.runbooks()).doesNotHaveDuplicates().allSatisfy(anchor -> {
            assertThat(headings(english)).contains(anchor);
            assertThat(chinese).contains("### <a id=\"" + anchor + "\"></a>");
        });
    }

    @Test
    void steps_are_called_as_the_diagrams_call_them() {
        var names = new TreeMap<String, String>();
        each((type, element) -> {
            if (!type.equals("exclusiveGateway") && !type.equals("sequenceFlow") && element.hasAttribute("name")) {
                names.put(element.getAttribute("id"), element.getAttribute("name"));
            }
        });
        var chinese = BUNDLES.get(0);
        var told = new TreeMap<String, String>();
        chinese.stringPropertyNames().stream()
                .filter(key -> key.startsWith("step."))
                .forEach(key -> told.put(key.substring("step.".length()), chinese.getProperty(key)));

        assertThat(told).hasSizeGreaterThan(60);
        // Of an earlier diagram, or called differently in another one.
        var apart = Map.of("confirmPollDue", "定期查询", "balanceRestored", "余额已补足", "engine", "引擎自身的任务");
        told.forEach((id, text) -> assertThat(text).as(id).isEqualTo(apart.getOrDefault(id, names.get(id))));
        told.keySet().forEach(id -> inBothLanguages("step." + id));
        each((type, element) -> {
            if (type.endsWith("Task") || type.equals("intermediateCatchEvent") || type.equals("endEvent")) {
                assertThat(told).containsKey(element.getAttribute("id"));
            }
        });
    }

    @ParameterizedTest
    @CsvSource(delimiter = '|', textBlock = """
            TICKETING     | org.cinemarefund.ticketing.TicketingUnavailable: VOID of order-7: 500
            DATABASE      | org.springframework.dao.DataAccessResourceFailureException: gone
            DATABASE      | java.lang.IllegalStateException: x\\nCaused by: org.postgresql.util.PSQLException: gone
            OVERTAKEN     | org.camunda.bpm.engine.OptimisticLockingException: ENGINE-03005 updated concurrently
            MOVED_BY_HAND | java.lang.IllegalStateException: no approval is stored for R261123084512K7Q2MZ
            MOVED_BY_HAND | java.lang.IllegalStateException: refund 42-1 is SUCCESS, not to be sent
            KEYS          | java.lang.IllegalStateException: the merchant's private key cannot sign
            KEYS          | java.lang.IllegalStateException: refund.wechat.pay.public-key-path is not set
            OTHER         | java.lang.NullPointerException: java.sql.Date is null
            OTHER         | java.lang.IllegalStateException: TicketingUnavailable, says somebody
            """)
    void what_was_thrown_tells_the_cause(Cause cause, String trace) {
        assertThat(IncidentGuide.cause(trace.replace("\\n", "\n"))).isEqualTo(cause);
    }

    @Test
    void whether_money_may_have_left_is_told_by_our_row_and_not_by_the_step() {
        assertThat(IncidentGuide.money("submitRefund", false)).contains(Money.NOT_SENT);
        assertThat(IncidentGuide.money("submitRefund", true)).contains(Money.SENT);
        assertThat(IncidentGuide.money("confirmVoid", false)).contains(Money.NOT_SENT);
        assertThat(IncidentGuide.money("aStepOfTomorrow", true)).isEmpty();
    }

    private interface Look {
        void at(String type, Element element);
    }

    /** Of all diagrams, the first ones too: refunds begun with those may still run. */
    private static void each(Look look) {
        diagrams().forEach(diagram -> {
            var all = diagram.getElementsByTagNameNS(BPMN, "*");
            for (var i = 0; i < all.getLength(); i++) {
                if (all.item(i) instanceof Element element && element.hasAttribute("id")) {
                    look.at(element.getLocalName(), element);
                }
            }
        });
    }

    private static List<Document> diagrams() {
        var factory = DocumentBuilderFactory.newInstance();
        factory.setNamespaceAware(true);
        var diagrams = new ArrayList<Document>();
        // Earlier ones first: what they have in common is called as it is today.
        for (var folder : List.of("src/test/resources/diagrams", "processes")) {
            try (var files = Files.newDirectoryStream(Path.of(folder), "*.bpmn")) {
                for (var file : files) {
                    diagrams.add(factory.newDocumentBuilder().parse(new InputSource(new StringReader(text(file)))));
                }
            } catch (IOException | SAXException | ParserConfigurationException e) {
                throw new AssertionError(folder, e);
            }
        }
        return diagrams;
    }

    private static List<String> headings(String markdown) {
        return Arrays.stream(markdown.split("\n"))
                .filter(line -> line.startsWith("### "))
                .map(line ->
                        line.substring(4).toLowerCase(java.util.Locale.ROOT).replace(' ', '-'))
                .toList();
    }

    private static void inBothLanguages(String key) {
        assertThat(BUNDLES.get(0).getProperty(key)).as(key).isNotBlank().containsPattern(CHINESE);
        assertThat(BUNDLES.get(1).getProperty(key)).as(key).isNotBlank().doesNotContainPattern(CHINESE);
    }

    private static Properties bundle(String name) {
        var properties = new Properties();
        try (var in = IncidentGuideTest.class.getResourceAsStream("/i18n/" + name)) {
            properties.load(new InputStreamReader(in, StandardCharsets.UTF_8));
        } catch (IOException e) {
            throw new AssertionError(e);
        }
        return properties;
    }
}
