-- Whoever of the staff looks for cases: by time, those of a cinema by time, and by the number that WeChat gave a refund.
create index refund_application_by_time on refund_application (applied_at, application_no);
create index refund_application_by_cinema on refund_application (cinema_id, applied_at, application_no);
create index refund_transaction_by_refund_id on refund_transaction (refund_id);
