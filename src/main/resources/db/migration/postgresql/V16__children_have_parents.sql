-- What is of an application, or of a line of its record, has one. NOT VALID asks that of every row written from now on and reads
-- none of those that are there, so that nobody waits for it while older nodes go on; V16_1 looks at those.

alter table refund_event add constraint refund_event_of_application
    foreign key (application_no) references refund_application (application_no) not valid;
alter table refund_words add constraint refund_words_of_event
    foreign key (application_no, nr) references refund_event (application_no, nr) not valid;
alter table refund_notification add constraint refund_notification_of_application
    foreign key (application_no) references refund_application (application_no) not valid;
alter table refund_difference add constraint refund_difference_of_application
    foreign key (application_no) references refund_application (application_no) not valid;
alter table payee_card add constraint payee_card_of_application
    foreign key (application_no) references refund_application (application_no) not valid;

-- In the transaction that makes the application these are written before it, which is written last and once: asked at the commit.
alter table refund_transaction add constraint refund_transaction_of_application
    foreign key (application_no) references refund_application (application_no) deferrable initially deferred not valid;
alter table ticket_instruction add constraint ticket_instruction_of_application
    foreign key (application_no) references refund_application (application_no) deferrable initially deferred not valid;
alter table notice add constraint notice_of_application
    foreign key (application_no) references refund_application (application_no) deferrable initially deferred not valid;
alter table notice_grant add constraint notice_grant_of_application
    foreign key (application_no) references refund_application (application_no) deferrable initially deferred not valid;
alter table idempotency_key add constraint idempotency_key_of_application
    foreign key (application_no) references refund_application (application_no) deferrable initially deferred not valid;
