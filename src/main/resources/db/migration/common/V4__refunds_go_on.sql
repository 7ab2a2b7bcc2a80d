-- A number is the payment's: attempts count per order, whichever application asks.
alter table refund_transaction drop constraint refund_attempts;
update refund_transaction it set attempt = 1 + (
    select count(*) from refund_transaction earlier
    where earlier.order_no = it.order_no
      and (earlier.prepared_at < it.prepared_at
           or earlier.prepared_at = it.prepared_at and earlier.out_refund_no < it.out_refund_no));
alter table refund_transaction add constraint refund_attempts unique (order_no, attempt);

-- A repair of an ABNORMAL refund: where the money is to go instead, since when it has been asked for (committed before the
-- call), and whether WeChat's answer to that is still open.
alter table refund_transaction add column repair varchar(16);
alter table refund_transaction add column repair_asked_at timestamp with time zone;
alter table refund_transaction add column repair_open boolean default false not null;

-- Who of finance confirmed the choice of a colleague.
alter table refund_application add column confirmed_by varchar(64);

-- A merchant account that is short of money: one row while the work on it is open.
create table merchant_balance (
    mch_id      varchar(32) not null primary key,
    short_since timestamp with time zone not null
);
