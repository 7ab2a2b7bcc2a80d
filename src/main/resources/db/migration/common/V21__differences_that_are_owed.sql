-- What finance still owes beside refunds, without reading what was paid years ago.
create index refund_difference_by_state on refund_difference (state, told_at);
