-- The order system's word by which the cinema was at fault after somebody had applied.
alter table refund_application add at_fault varchar(16);

-- What a refund that may have been sent already leaves of the paid sum, once the cinema is at fault: paid by finance, outside.
create table refund_difference (
    application_no varchar(32) not null primary key,
    order_no       varchar(64) not null,
    amount         bigint      not null,
    -- OPEN, PAID, or ENDED without money
    state          varchar(16) not null,
    told_at        timestamp with time zone not null,
    changed_at     timestamp with time zone not null
);
create index refund_difference_by_order on refund_difference (order_no);
