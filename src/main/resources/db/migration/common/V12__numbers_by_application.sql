-- An application's newest number is asked for at every step; V4 took the index along with the rule it belonged to.
create index refund_transaction_by_application on refund_transaction (application_no, attempt);
