-- As V11_1: the trigger goes on under the name of the copy that H2 made of the table.
drop trigger refund_event_append_only;
create trigger refund_event_append_only before update, delete on refund_event
    call 'org.cinemarefund.platform.jdbc.AppendOnly';
