-- Looked for every half minute: few ever, and none at most times.
create index ticket_instruction_coupons on ticket_instruction (id)
    where instruction = 'RETURN_COUPON' and confirmed_at is null;
