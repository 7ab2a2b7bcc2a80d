-- Which card it is may be told to those who decide and to whom the money goes. The cards on file were given before anybody
-- noted that; nobody can read them any more, so they are asked for again, and what one person chose with them is chosen anew.
delete from payee_card;
alter table payee_card add column last_digits varchar(4) not null;
alter table payee_card add column note varchar(1000);
update refund_application set resolution = null where resolution = 'ABNORMAL_TO_CARD' and live_order_no is not null;

-- The card a choice of finance is bound to, and the one a repair was asked for with: bank, last digits, fingerprint.
alter table refund_application add column resolution_card varchar(64);
alter table refund_transaction add column repair_card varchar(64);
