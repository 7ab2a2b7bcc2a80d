-- After a restored backup every number whose end was open is asked for before anything is sent (refund.settlement.after-restore).
-- Progress lives here, so that it survives the node and nodes can take turns.
create table restore_sweep (
    restore     varchar(64) not null primary key,
    begun_at    timestamp with time zone not null,
    finished_at timestamp with time zone,
    -- whose turn it is
    node        varchar(64),
    turn_ends   timestamp with time zone
);
create table restore_answer (
    restore       varchar(64) not null references restore_sweep (restore),
    out_refund_no varchar(64) not null,
    primary key (restore, out_refund_no)
);
