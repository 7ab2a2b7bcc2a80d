package org.cinemarefund.benchmark;

import java.sql.Connection;
import java.sql.SQLException;
import java.util.ArrayList;
import java.util.List;
import java.util.Locale;
import java.util.Set;
import java.util.regex.Pattern;

/**
 * Makes many finished refunds of some: every row of every table that belongs to a refund, copied with names of its own. The
 * copies belong to other moviegoers, orders and payments. What is computed over names is copied as it stands, so the chains of
 * the copies are not the ones that {@code --check-record} would compute.
 */
final class Growth {
    /** Of the engine: what it has of instances that are over. */
    private static final Pattern HISTORY = Pattern.compile("act_hi_(?!attachment|comment|batch|ext).*");

    private static final Set<String> OURS = Set.of(
            "ticket_order",
            "refund_application",
            "refund_event",
            "refund_words",
            "refund_transaction",
            "refund_notification",
            "refund_difference",
            "ticket_instruction",
            "notice",
            "notice_grant",
            "idempotency_key");

    private static final Pattern ENGINE_NAMES = Pattern.compile(
            "(id_|.*proc_inst_id_|.*execution_id_|.*act_inst_id_|task_id_|var_inst_id_|bytearray_id_|job_id_|business_key_|operation_id_)");
    private static final Pattern OUR_NAMES = Pattern.compile(
            "(id|application_no|order_no|live_order_no|transaction_id|out_refund_no|refund_id|out_trade_no|openid|idempotency_key|process_instance_id)");

    private Growth() {}

    /** @return how many finished refunds there are now */
    static long grow(Connection connection, int wanted) throws SQLException {
        try (var statement = connection.createStatement()) {
            var there = number(connection, "select count(*) from refund_application");
            var copies = Math.max(1, wanted / there);
            // Neither foreign keys nor triggers look at what is copied table by table.
            statement.execute("set session_replication_role = replica");
            for (var table : tables(connection)) {
                var columns = new ArrayList<String>();
                var values = new ArrayList<String>();
                for (var column : columns(connection, table)) {
                    columns.add(column.name());
                    values.add(column.copied(table));
                }
                statement.execute(String.format(
                        Locale.ROOT,
                        "insert into %s(%s) select %s from %s, generate_series(1, %d) copy",
                        table,
                        String.join(", ", columns),
                        String.join(", ", values),
                        table,
                        copies));
            }
            statement.execute("set session_replication_role = default");
            statement.execute("vacuum analyze");
            statement.execute("checkpoint");
            return number(connection, "select count(*) from refund_application");
        }
    }

    private static List<String> tables(Connection connection) throws SQLException {
        var tables = new ArrayList<String>();
        try (var statement = connection.createStatement();
                var rows = statement.executeQuery("select relname from pg_class where relkind = 'r'"
                        + " and relnamespace = 'public'::regnamespace order by relname")) {
            while (rows.next()) {
                var table = rows.getString(1);
                if (OURS.contains(table) || HISTORY.matcher(table).matches()) {
                    tables.add(table);
                }
            }
        }
        return tables;
    }

    private static List<Column> columns(Connection connection, String table) throws SQLException {
        var columns = new ArrayList<Column>();
        try (var query = connection.prepareStatement(
                "select column_name, data_type from information_schema.columns"
                        + " where table_schema = 'public' and table_name = ? and is_identity = 'NO' order by ordinal_position")) {
            query.setString(1, table);
            try (var rows = query.executeQuery()) {
                while (rows.next()) {
                    columns.add(new Column(rows.getString(1), rows.getString(2)));
                }
            }
        }
        return columns;
    }

    private static long number(Connection connection, String sql) throws SQLException {
        try (var statement = connection.createStatement();
                var rows = statement.executeQuery(sql)) {
            rows.next();
            return rows.getLong(1);
        }
    }

    private record Column(String name, String type) {
        private String copied(String table) {
            var names = OURS.contains(table) ? OUR_NAMES : ENGINE_NAMES;
            if (type.equals("character varying") && names.matcher(name).matches()) {
                return name.equals("business_key_") || OURS.contains(table)
                        ? "md5(" + name + " || '.' || copy)"
                        : "md5(" + name + " || '.' || copy)::uuid::text";
            }
            return name.equals("seq") ? "seq + copy * 10000000" : name;
        }
    }
}
