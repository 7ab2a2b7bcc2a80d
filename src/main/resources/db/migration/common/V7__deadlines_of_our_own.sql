-- When the desk next has something to do about an undecided application by itself. The engine's timers follow these rows:
-- one that fires earlier does nothing, and what is late here without a timer is found by the index.
alter table refund_application add column supervisor_due_at timestamp with time zone;
alter table refund_application add column next_due_at timestamp with time zone;
update refund_application set next_due_at = case when status = 'EVIDENCE_REQUESTED' then evidence_due_at
    when supervisor_reason is null then review_due_at end
where status in ('UNDER_REVIEW', 'EVIDENCE_REQUESTED');
create index refund_application_by_next_due on refund_application (next_due_at);
