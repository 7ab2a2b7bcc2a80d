-- As V2 does for what happened to the money.
create trigger staff_record_append_only before update, delete on staff_record
    call 'org.cinemarefund.platform.jdbc.AppendOnly';
alter table staff_record add constraint staff_record_not_truncated
    foreign key (nr) references staff_record (nr);
