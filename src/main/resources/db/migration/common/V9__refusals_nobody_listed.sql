-- The code of a signed refusal that no table lists, and when a request was first answered with it: the same for half an hour,
-- it is one for good.
alter table refund_transaction add column unlisted varchar(64);
alter table refund_transaction add column unlisted_since timestamp with time zone;
