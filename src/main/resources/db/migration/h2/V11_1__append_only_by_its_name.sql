-- H2 adds a column by copying the table, and the trigger goes on under the name of the copy until the next start.
drop trigger refund_notification_append_only;
create trigger refund_notification_append_only before update, delete on refund_notification
    call 'org.cinemarefund.platform.jdbc.AppendOnly';
