-- What happened, and what the channel told us, is only ever added to. The triggers are per statement, so that they also speak
-- where no row would be touched, and fire in every replication role. Whoever owns the tables can still take them away: that
-- is why the owner should be a role apart (spring.flyway.user). A rewritten record shows in its chain of hashes.

create function refuse_rewriting() returns trigger language plpgsql as $$
begin
    raise exception '% is append-only: % is refused', tg_table_name, tg_op
        using errcode = 'restrict_violation', hint = 'What was recorded stays. A correction is a new row.';
end
$$;

create trigger refund_event_append_only before update or delete or truncate on refund_event
    for each statement execute function refuse_rewriting();
alter table refund_event enable always trigger refund_event_append_only;

create trigger refund_notification_append_only before update or delete or truncate on refund_notification
    for each statement execute function refuse_rewriting();
alter table refund_notification enable always trigger refund_notification_append_only;
