package org.cinemarefund.policy.dmn;

import org.cinemarefund.policy.PlanSource;

/** A small plan made for a test: rows as short lines instead of DMN. */
final class TinyPlan {
    private TinyPlan() {}

    /**
     * A table that looks at the time and the kind of ticket.
     *
     * @param rows each {@code minutesToShow | ticketKind | outcome | feePerTicket | ruleId}; the obligatory last one comes by itself
     */
    static PlanSource source(String plan, String version, String validFrom, String... rows) {
        return source(plan, version, validFrom, new String[] {"minutesToShow:long", "ticketKind:string"}, rows);
    }

    static PlanSource source(String plan, String version, String validFrom, String[] inputs, String... rows) {
        var table = new StringBuilder("""
                <definitions xmlns="https://www.omg.org/spec/DMN/20191111/MODEL/"
                    xmlns:camunda="http://camunda.org/schema/1.0/dmn" id="d" name="d" namespace="n">
                  <decision id="%s" name="Tiny" camunda:versionTag="%s" camunda:historyTimeToLive="P9D">
                    <decisionTable id="t" hitPolicy="FIRST">
                """.formatted(plan, version));
        for (var input : inputs) {
            var parts = input.split(":");
            table.append(
                    "<input id=\"i%s\"><inputExpression id=\"e%s\" typeRef=\"%s\"><text>%s</text></inputExpression></input>"
                            .formatted(parts[0], parts[0], parts[1], parts[0]));
        }
        table.append("""
                <output id="o1" name="outcome" typeRef="string"/><output id="o2" name="feePerTicket" typeRef="long"/>
                <output id="o3" name="ruleId" typeRef="string"/>
                """);
        var clauses = new StringBuilder();
        for (var row : rows) {
            row(table, clauses, inputs.length, row.split(" *\\| *"));
        }
        row(
                table,
                clauses,
                inputs.length,
                (" - |".repeat(inputs.length) + " REJECT | | REST").strip().split(" *\\| *"));
        table.append("</decisionTable></decision></definitions>");
        return new PlanSource(
                plan, version, table.toString(), "validFrom=" + validFrom + "\n" + clauses, clauses.toString());
    }

    private static void row(StringBuilder table, StringBuilder clauses, int inputs, String... cells) {
        var id = cells[inputs + 2];
        table.append("<rule id=\"").append(id).append("\">");
        for (int i = 0; i < inputs; i++) {
            table.append("<inputEntry id=\"%s_%d\"><text>%s</text></inputEntry>"
                    .formatted(id, i, cells[i].replace("<", "&lt;").replace(">", "&gt;")));
        }
        var answers = new String[] {"\"" + cells[inputs] + "\"", cells[inputs + 1], "\"" + id + "\""};
        for (int i = 0; i < answers.length; i++) {
            table.append("<outputEntry id=\"%s_o%d\"><text>%s</text></outputEntry>".formatted(id, i, answers[i]));
        }
        table.append("</rule>");
        clauses.append("rule.").append(id).append("=").append(id).append("\n");
    }
}
