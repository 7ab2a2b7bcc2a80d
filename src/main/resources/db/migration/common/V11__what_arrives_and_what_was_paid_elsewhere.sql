-- Of a refund, what goes to the payer in cash; null while the channel has not said it. The rest comes back as its coupon.
alter table refund_transaction add payer_refund bigint;
alter table refund_application add received_amount bigint;
alter table refund_application add coupon_returned bigint;

-- Whether the channel refused it because less than this is left of the payment.
alter table refund_transaction add more_than_left boolean default false not null;

-- Refunds of our payments under numbers that are not ours are counted by payment.
alter table refund_notification add transaction_id varchar(64);
alter table refund_notification add refund_amount bigint;
create index refund_notification_by_payment on refund_notification (transaction_id);

-- What finance wants to pay of a refund of which a part was paid elsewhere.
alter table refund_application add rest_amount bigint;
