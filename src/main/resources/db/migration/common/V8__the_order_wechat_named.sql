-- The number the payment was made under, as WeChat itself first named it for a refund (out_trade_no). Nobody tells us it
-- beforehand; of refunds sent earlier it is learnt with the next answer.
alter table refund_transaction add column out_trade_no varchar(64);
