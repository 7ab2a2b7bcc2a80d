-- What is of an application, or of a line of its record, has one; rows of before are not asked. H2 cannot defer the question to the
-- commit as PostgreSQL does: what is written before the application in the transaction that makes it (tickets held, notices, keys
-- of requests) is not asked here.
alter table refund_event add constraint refund_event_of_application
    foreign key (application_no) references refund_application (application_no) nocheck;
alter table refund_words add constraint refund_words_of_event
    foreign key (application_no, nr) references refund_event (application_no, nr) nocheck;
alter table refund_notification add constraint refund_notification_of_application
    foreign key (application_no) references refund_application (application_no) nocheck;
alter table refund_difference add constraint refund_difference_of_application
    foreign key (application_no) references refund_application (application_no) nocheck;
alter table payee_card add constraint payee_card_of_application
    foreign key (application_no) references refund_application (application_no) nocheck;
alter table refund_transaction add constraint refund_transaction_of_application
    foreign key (application_no) references refund_application (application_no) nocheck;
