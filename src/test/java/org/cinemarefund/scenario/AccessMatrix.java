package org.cinemarefund.scenario;

import java.util.ArrayList;
import java.util.Arrays;
import java.util.Collection;
import java.util.EnumMap;
import java.util.List;
import java.util.Locale;
import java.util.Map;
import java.util.Optional;
import java.util.Set;
import java.util.TreeMap;
import java.util.TreeSet;
import java.util.function.Predicate;
import java.util.stream.Collectors;

/** What each role may, as a text that people can read and two of which can be compared line by line. */
final class AccessMatrix {

    /** In the order in which a line names them; who is not logged in may nothing and is never named. */
    enum Role {
        ANONYMOUS,
        NOBODY,
        BACKEND,
        SERVICE,
        REVIEWER,
        FOREIGN_REVIEWER,
        MANAGER,
        SUPERVISOR,
        FINANCE,
        OPERATOR,
        ADMINISTRATOR;

        String text() {
            return name().toLowerCase(Locale.ROOT).replace('_', '-');
        }
    }

    enum Door {
        ENGINE_REST("engine-rest"),
        SESSION("session");

        private final String text;

        Door(String text) {
            this.text = text;
        }

        String text() {
            return text;
        }
    }

    /** @param content whether the answer told something: not {@code []}, not a count of 0 */
    record Outcome(int status, boolean content) {
        boolean allowed() {
            return status >= 200 && status < 300;
        }

        boolean failed() {
            return status >= 500;
        }
    }

    /** @param call method and path template */
    record Cell(String call, Role role, Door door) {}

    private final Map<String, Map<Role, Map<Door, Outcome>>> answers = new TreeMap<>();

    synchronized void put(Cell cell, Outcome answer) {
        answers.computeIfAbsent(cell.call(), text -> new EnumMap<>(Role.class))
                .computeIfAbsent(cell.role(), role -> new EnumMap<>(Door.class))
                .put(cell.door(), answer);
    }

    int cells() {
        return answers.values().stream()
                .flatMap(map -> map.values().stream())
                .mapToInt(Map::size)
                .sum();
    }

    Map<Integer, Integer> byStatus() {
        var count = new TreeMap<Integer, Integer>();
        each((call, role, door, answer) -> count.merge(answer.status(), 1, Integer::sum));
        return count;
    }

    List<String> failures() {
        var failed = new ArrayList<String>();
        each((call, role, door, answer) -> {
            if (answer.failed()) {
                failed.add(call + " by " + role.text() + " at " + door.text() + ": " + answer.status());
            }
        });
        return failed;
    }

    /** The lines of the table: {@code METHOD path: role role | empty: role}. */
    Set<String> lines() {
        var lines = new TreeSet<String>(AccessMatrix::byPath);
        answers.forEach((call, roles) -> {
            var told = names(roles, outcome -> outcome.allowed() && outcome.content());
            var empty = names(roles, outcome -> outcome.allowed() && !outcome.content());
            var line = (told.isEmpty() ? "" : " " + told) + (empty.isEmpty() ? "" : " | empty: " + empty);
            if (!line.isEmpty()) {
                lines.add(call + ":" + line);
            }
        });
        return lines;
    }

    private static String names(Map<Role, Map<Door, Outcome>> roles, Predicate<Outcome> which) {
        var names = new ArrayList<String>();
        roles.forEach((role, doors) -> name(role, doors, which).ifPresent(names::add));
        var loggedIn = Arrays.stream(Role.values())
                .filter(role -> role != Role.ANONYMOUS)
                .map(Role::text)
                .toList();
        return names.equals(loggedIn) ? "everybody" : String.join(" ", names);
    }

    private static Optional<String> name(Role role, Map<Door, Outcome> doors, Predicate<Outcome> which) {
        var at = doors.entrySet().stream()
                .filter(entry -> which.test(entry.getValue()))
                .map(Map.Entry::getKey)
                .collect(Collectors.toCollection(TreeSet::new));
        if (at.isEmpty()) {
            return Optional.empty();
        }
        var everywhere = at.size() == doors.size();
        return Optional.of(
                everywhere ? role.text() : role.text() + "@" + at.first().text());
    }

    private static int byPath(String one, String other) {
        return key(one).compareTo(key(other));
    }

    private static String key(String line) {
        var call = line.substring(0, line.indexOf(':')).split(" ");
        return call[1] + " " + call[0];
    }

    /** What was told where, beyond the table: for whoever reads it through. */
    String whole() {
        var text = new StringBuilder();
        each((call, role, door, answer) -> text.append(answer.status())
                .append(answer.allowed() && !answer.content() ? " empty " : " ")
                .append(role.text())
                .append('@')
                .append(door.text())
                .append(' ')
                .append(call)
                .append('\n'));
        return text.toString();
    }

    private interface EachCell {
        void see(String call, Role role, Door door, Outcome answer);
    }

    private void each(EachCell cell) {
        answers.forEach((call, roles) ->
                roles.forEach((role, doors) -> doors.forEach((door, answer) -> cell.see(call, role, door, answer))));
    }

    /** @return what the first has and the second has not, each line marked */
    static List<String> difference(Collection<String> expected, Collection<String> found) {
        var differences = new ArrayList<String>();
        var before = byCall(expected);
        var now = byCall(found);
        var calls = new TreeSet<>(before.keySet());
        calls.addAll(now.keySet());
        for (var call : calls) {
            var was = before.getOrDefault(call, "");
            var is = now.getOrDefault(call, "");
            if (!was.equals(is)) {
                differences.add(call + "\n    table: " + (was.isEmpty() ? "nobody" : was) + "\n    now:   "
                        + (is.isEmpty() ? "nobody" : is));
            }
        }
        return differences;
    }

    private static Map<String, String> byCall(Collection<String> lines) {
        var calls = new TreeMap<String, String>();
        for (var line : lines) {
            if (!line.isBlank() && !line.startsWith("#")) {
                var at = line.indexOf(':');
                calls.put(line.substring(0, at), line.substring(at + 1).strip());
            }
        }
        return calls;
    }
}
