-- What happened, and what the channel told us, is only ever added to. H2 (one machine only) fires no trigger on TRUNCATE, but
-- truncates no table that a foreign key points to, not even its own: hence a key on itself, which every row fulfils. Whoever
-- opens the file can still drop all this: H2 has no owner apart.

create trigger refund_event_append_only before update, delete on refund_event
    call 'org.cinemarefund.platform.jdbc.AppendOnly';
alter table refund_event add constraint refund_event_not_truncated
    foreign key (application_no, nr) references refund_event (application_no, nr);

create trigger refund_notification_append_only before update, delete on refund_notification
    call 'org.cinemarefund.platform.jdbc.AppendOnly';
alter table refund_notification add constraint refund_notification_not_truncated
    foreign key (id) references refund_notification (id);
