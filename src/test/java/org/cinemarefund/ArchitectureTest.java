package org.cinemarefund;

import static com.tngtech.archunit.base.DescribedPredicate.describe;
import static com.tngtech.archunit.lang.syntax.ArchRuleDefinition.classes;
import static com.tngtech.archunit.lang.syntax.ArchRuleDefinition.methods;
import static com.tngtech.archunit.lang.syntax.ArchRuleDefinition.noClasses;
import static com.tngtech.archunit.lang.syntax.ArchRuleDefinition.noFields;
import static com.tngtech.archunit.library.dependencies.SlicesRuleDefinition.slices;
import static java.util.Map.entry;
import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import com.tngtech.archunit.base.DescribedPredicate;
import com.tngtech.archunit.core.domain.JavaClass;
import com.tngtech.archunit.core.domain.JavaClasses;
import com.tngtech.archunit.core.domain.JavaMember;
import com.tngtech.archunit.core.domain.JavaMethodCall;
import com.tngtech.archunit.core.importer.ClassFileImporter;
import com.tngtech.archunit.core.importer.ImportOption.Predefined;
import com.tngtech.archunit.lang.ArchCondition;
import com.tngtech.archunit.lang.ArchRule;
import com.tngtech.archunit.lang.ConditionEvents;
import com.tngtech.archunit.lang.SimpleConditionEvent;
import com.tngtech.archunit.lang.syntax.ArchRuleDefinition;
import com.tngtech.archunit.library.dependencies.SliceAssignment;
import com.tngtech.archunit.library.dependencies.SliceIdentifier;
import java.util.Comparator;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.Set;
import java.util.TreeSet;
import java.util.stream.Stream;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.FieldSource;
import org.springframework.web.bind.annotation.RequestMapping;

/**
 * Who may know whom, and what may be used where. Beside every rule an offender of the test tree shows that the rule can
 * fail.
 */
class ArchitectureTest {
    private static final String ROOT = "org.cinemarefund";

    /**
     * For each package the others it may know. The longest name that fits a class decides; a sub-package stands here only
     * where it may know more, or less, than its capability. Nobody may know {@code process} or {@code sandbox}.
     */
    private static final Map<String, Set<String>> MAY_KNOW = Map.ofEntries(
            entry("shared", Set.of()),
            entry("ticketing", Set.of("shared")),
            entry("policy", Set.of("shared", "ticketing")),
            entry("payment", Set.of("shared", "payment.card")),
            entry("payment.card", Set.of("shared")),
            entry("payment.balance", Set.of("shared", "payment")),
            entry("payment.restore", Set.of("shared", "payment")),
            entry("payment.jdbc", Set.of("shared", "payment", "payment.card", "payment.balance", "payment.restore")),
            entry("deadline", Set.of("shared")),
            entry("notice", Set.of("shared")),
            // The mini-program server takes our messages and vouches for log-in codes: one client for both.
            entry("notice.wechat", Set.of("shared", "notice", "identity")),
            entry("identity", Set.of("shared")),
            entry("identity.web", Set.of("shared", "identity", "platform.web")),
            entry("staff", Set.of("shared")),
            entry("staff.web", Set.of("shared", "staff", "identity", "identity.web")),
            entry("evidence", Set.of("shared", "identity")),
            entry("evidence.web", Set.of("shared", "evidence", "identity", "identity.web")),
            // From here on each house may know those above it in this list, and none below.
            entry("record", Set.of("shared")),
            entry("privacy", Set.of("shared", "record")),
            entry(
                    "application",
                    Set.of(
                            "shared",
                            "ticketing",
                            "policy",
                            "payment",
                            "payment.card",
                            "deadline",
                            "notice",
                            "identity",
                            "evidence",
                            "staff",
                            "record")),
            entry("application.web", Set.of("shared", "ticketing", "policy", "deadline", "application")),
            entry(
                    "finance",
                    Set.of(
                            "shared",
                            "ticketing",
                            "policy",
                            "payment",
                            "payment.card",
                            "payment.balance",
                            "notice",
                            "identity",
                            "record",
                            "application")),
            entry(
                    "finance.web",
                    Set.of(
                            "shared",
                            "ticketing",
                            "payment",
                            "payment.card",
                            "identity",
                            "identity.web",
                            "record",
                            "application",
                            "application.web",
                            "finance")),
            entry(
                    "review",
                    Set.of(
                            "shared",
                            "ticketing",
                            "policy",
                            "payment",
                            "deadline",
                            "notice",
                            "record",
                            "application",
                            "finance")),
            entry(
                    "moviegoer",
                    Set.of(
                            "shared",
                            "ticketing",
                            "policy",
                            "payment",
                            "deadline",
                            "notice",
                            "evidence",
                            "record",
                            "application")),
            entry(
                    "moviegoer.web",
                    Set.of(
                            "shared",
                            "payment",
                            "payment.card",
                            "ticketing",
                            "policy",
                            "deadline",
                            "notice",
                            "identity",
                            "identity.web",
                            "record",
                            "application",
                            "application.web",
                            "finance",
                            "finance.web",
                            "moviegoer")),
            entry("desk", Set.of("shared", "ticketing", "payment", "identity", "staff", "record", "application")),
            entry(
                    "desk.web",
                    Set.of(
                            "shared",
                            "deadline",
                            "policy",
                            "ticketing",
                            "payment",
                            "payment.card",
                            "notice",
                            "identity.web",
                            "identity",
                            "record",
                            "application",
                            "application.web",
                            "finance",
                            "finance.web",
                            "review",
                            "moviegoer",
                            "desk")),
            entry("operations", Set.of("shared", "deadline", "identity")),
            entry("operations.jdbc", Set.of("shared", "payment", "operations")),
            entry("operations.web", Set.of("shared", "payment", "identity", "identity.web", "record", "operations")),
            entry("platform", Set.of("shared")),
            entry("platform.jdbc", Set.of("shared")),
            entry("platform.web", Set.of("shared")),
            entry("platform.health", Set.of("shared", "platform", "payment", "payment.restore", "deadline", "policy")),
            entry(
                    "process",
                    Set.of(
                            "shared",
                            "record",
                            "ticketing",
                            "policy",
                            "payment",
                            "payment.balance",
                            "deadline",
                            "notice",
                            "identity",
                            "privacy",
                            "application",
                            "finance",
                            "review",
                            "operations",
                            "process.names",
                            "process.engine",
                            "process.access")),
            entry("process.names", Set.of()),
            entry(
                    "process.access",
                    Set.of(
                            "shared",
                            "ticketing",
                            "identity",
                            "identity.web",
                            "platform.jdbc",
                            "platform.web",
                            "staff",
                            "process.names",
                            "process.engine")),
            entry("process.engine", Set.of("shared", "process.names")),
            entry("sandbox", Set.of("shared")),
            // The product in local is a merchant of the sandbox: its settings are filled in from there.
            entry("sandbox.http", Set.of("shared", "sandbox", "payment", "notice.wechat")),
            entry(
                    "sandbox.samples",
                    Set.of("shared", "sandbox", "sandbox.http", "ticketing", "identity", "process.access")));

    private static final Set<String> ROWS = new TreeSet<>(MAY_KNOW.keySet());

    /** The inside of a capability: the trade, without the ways to reach it. */
    private static final String[] INSIDES = Stream.of(
                    "shared",
                    "ticketing",
                    "policy",
                    "payment",
                    "payment.card",
                    "payment.balance",
                    "payment.restore",
                    "deadline",
                    "record",
                    "application",
                    "finance",
                    "review",
                    "moviegoer",
                    "desk",
                    "notice",
                    "identity",
                    "evidence",
                    "privacy",
                    "staff",
                    "operations")
            .map(text -> ROOT + "." + text)
            .toArray(String[]::new);

    private static final JavaClasses PRODUCT = new ClassFileImporter()
            .withImportOption(Predefined.DO_NOT_INCLUDE_TESTS)
            .importPackages(ROOT);

    @ParameterizedTest
    @FieldSource("ROWS")
    void a_package_knows_only_what_the_table_allows(String row) {
        knowsOnlyWhatTheTableAllows(row).check(PRODUCT);
    }

    @Test
    void the_table_tells_an_offender() {
        reports(knowsOnlyWhatTheTableAllows("payment"), "payment.Offender", "knowsTheProcess");
    }

    @Test
    void the_table_lists_every_package() {
        assertThat(unlisted(PRODUCT)).isEmpty();
        assertThat(unlisted(offenders("unlisted.Offender"))).containsExactly(ROOT + ".unlisted");
    }

    @Test
    void every_row_of_the_table_has_classes() {
        assertThat(ROWS).allSatisfy(row -> assertThat(PRODUCT.stream().filter(type -> isIn(row, type)))
                .isNotEmpty());
    }

    @Test
    void capabilities_are_free_of_cycles() {
        var rule = slices().matching(ROOT + ".(*)..").should().beFreeOfCycles();

        rule.check(PRODUCT);
        reports(rule, "shared.OffenderOfACycle", "deadline.OffenderOfACycle", "Cycle detected");
    }

    @Test
    void the_packages_of_a_capability_are_free_of_cycles() {
        var rule = slices().assignedFrom(packages()).should().beFreeOfCycles();

        rule.check(PRODUCT);
        reports(rule, "payment.OffenderOfACycle", "payment.card.OffenderOfACycle", "Cycle detected");
    }

    @Test
    void only_the_process_and_the_decision_tables_know_the_engine() {
        var rule = noClasses()
                .that()
                .resideOutsideOfPackages(ROOT + ".process..", ROOT + ".policy.dmn..")
                .should()
                .dependOnClassesThat()
                .resideInAPackage("org.camunda..");

        rule.check(PRODUCT);
        reports(rule, "payment.Offender", "knowsTheEngine");
    }

    @Test
    void the_inside_of_a_capability_is_free_of_technology() {
        var rule = noClasses()
                .that()
                .resideInAnyPackage(INSIDES)
                .should()
                .dependOnClassesThat()
                .resideInAnyPackage(
                        "org.springframework.web..",
                        "org.springframework.http..",
                        "org.springframework.jdbc..",
                        "com.fasterxml.jackson..",
                        "okhttp3..",
                        "jakarta.servlet..");

        rule.check(PRODUCT);
        reports(rule, "payment.Offender", "knowsTheWeb");
    }

    @Test
    void the_inside_of_a_capability_does_not_know_its_adapters() {
        var rule = noClasses()
                .that()
                .resideInAnyPackage(INSIDES)
                .should()
                .dependOnClassesThat()
                .resideInAnyPackage("..web..", "..jdbc..", "..wechat..", "..http..", "..dmn..");

        rule.check(PRODUCT);
        reports(rule, "payment.Offender", "knowsItsAdapter");
    }

    @Test
    void addresses_are_served_by_adapters_only() {
        var rule = methods()
                .that()
                .areMetaAnnotatedWith(RequestMapping.class)
                .should()
                .beDeclaredInClassesThat()
                .resideInAnyPackage("..web..", "..wechat..");

        rule.check(PRODUCT);
        reports(rule, "payment.Offender", "servesAnAddress");
    }

    @Test
    void only_the_process_keeps_or_hands_on_the_old_date() {
        var rule = ArchRuleDefinition.members()
                .that()
                .areDeclaredInClassesThat()
                .resideOutsideOfPackage(ROOT + ".process..")
                .should(involveNo("java.util.Date", "java.util.Calendar", "java.sql.Timestamp"));

        rule.check(PRODUCT);
        reports(rule, "payment.Offender", "oldDate");
    }

    @Test
    void time_is_asked_of_a_clock() {
        var rule = noClasses()
                .that()
                .doNotHaveFullyQualifiedName(ROOT + ".platform.SystemClock")
                .and()
                .resideOutsideOfPackage(ROOT + ".sandbox..")
                .should()
                .callMethodWhere(withoutAClock());

        rule.check(PRODUCT);
        reports(rule, "payment.Offender", "nowWithoutAClock");
    }

    @Test
    void nothing_is_counted_in_floating_point() {
        var rule = ArchRuleDefinition.members()
                .should(involveNo("double", "float", "java.lang.Double", "java.lang.Float"));

        rule.check(PRODUCT);
        reports(rule, "payment.Offender", "yuan");
        reports(rule, "payment.Offender", "halfOf");
    }

    @Test
    void nothing_is_injected_into_fields() {
        var rule = noFields()
                .should()
                .beAnnotatedWith("org.springframework.beans.factory.annotation.Autowired")
                .orShould()
                .beAnnotatedWith("org.springframework.beans.factory.annotation.Value")
                .orShould()
                .beAnnotatedWith("jakarta.annotation.Resource")
                .orShould()
                .beAnnotatedWith("jakarta.inject.Inject");

        rule.check(PRODUCT);
        reports(rule, "payment.Offender", "injected");
    }

    /** Each package below the root is a slice, also the one that a capability's own sub-packages lie in. */
    private static SliceAssignment packages() {
        return new SliceAssignment() {
            @Override
            public SliceIdentifier getIdentifierOf(JavaClass one) {
                return one.getPackageName().startsWith(ROOT + ".")
                        ? SliceIdentifier.of(one.getPackageName())
                        : SliceIdentifier.ignore();
            }

            @Override
            public String getDescription() {
                return "packages";
            }
        };
    }

    private static ArchRule knowsOnlyWhatTheTableAllows(String row) {
        var own = describe("are of " + row, (JavaClass type) -> isIn(row, type));
        var allowed = describe(
                "are of " + MAY_KNOW.get(row) + " or nobody's",
                (JavaClass type) -> !type.getPackageName().startsWith(ROOT)
                        || isIn(row, type)
                        || rowOf(type).filter(MAY_KNOW.get(row)::contains).isPresent());
        return classes().that(own).should().onlyDependOnClassesThat(allowed);
    }

    private static boolean isIn(String row, JavaClass type) {
        return rowOf(type).filter(row::equals).isPresent();
    }

    private static Optional<String> rowOf(JavaClass type) {
        var name = type.getPackageName();
        return ROWS.stream()
                .filter(row -> name.equals(ROOT + "." + row) || name.startsWith(ROOT + "." + row + "."))
                .max(Comparator.comparingInt(String::length));
    }

    private static Set<String> unlisted(JavaClasses some) {
        var packages = new TreeSet<String>();
        some.stream()
                .filter(type ->
                        !type.getPackageName().equals(ROOT) && rowOf(type).isEmpty())
                .forEach(type -> packages.add(type.getPackageName()));
        return packages;
    }

    private static DescribedPredicate<JavaMethodCall> withoutAClock() {
        return describe("asks for the time without a Clock", call -> {
            var target = call.getTarget();
            var type = target.getOwner().getName();
            var asksNow = type.startsWith("java.time.")
                    && target.getName().equals("now")
                    && target.getRawParameterTypes().stream()
                            .noneMatch(javaClass -> javaClass.getName().equals("java.time.Clock"));
            var makesClock = type.equals("java.time.Clock") && target.getName().startsWith("system");
            return asksNow
                    || makesClock
                    || type.equals("java.lang.System") && target.getName().equals("currentTimeMillis");
        });
    }

    private static ArchCondition<JavaMember> involveNo(String... types) {
        return new ArchCondition<>("involve no " + String.join(", ", types)) {
            @Override
            public void check(JavaMember member, ConditionEvents events) {
                member.getAllInvolvedRawTypes().stream()
                        .filter(type -> List.of(types).contains(type.getName()))
                        .forEach(type -> events.add(SimpleConditionEvent.violated(
                                member, member.getFullName() + " involves " + type.getName())));
            }
        };
    }

    private static void reports(ArchRule rule, String offender, String member) {
        assertThatThrownBy(() -> rule.check(offenders(offender)))
                .isInstanceOf(AssertionError.class)
                .hasMessageContaining(member);
    }

    private static void reports(ArchRule rule, String one, String other, String complaint) {
        assertThatThrownBy(() -> rule.check(offenders(one, other)))
                .isInstanceOf(AssertionError.class)
                .hasMessageContaining(complaint);
    }

    private static JavaClasses offenders(String... names) {
        var loaded = Stream.of(names).map(ArchitectureTest::load).toList();
        return new ClassFileImporter().importClasses(loaded);
    }

    private static Class<?> load(String name) {
        try {
            return Class.forName(ROOT + "." + name);
        } catch (ClassNotFoundException e) {
            throw new IllegalArgumentException(e);
        }
    }
}
