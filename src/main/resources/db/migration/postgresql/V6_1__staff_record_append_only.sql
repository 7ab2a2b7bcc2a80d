-- As V2 does for what happened to the money.
create trigger staff_record_append_only before update or delete or truncate on staff_record
    for each statement execute function refuse_rewriting();
alter table staff_record enable always trigger staff_record_append_only;
