-- The rows that were there before V16. A table in which one has no parent, which only a hand at the database can have made, keeps
-- the rule for new rows alone, and the start says so.
do $$
declare
    rule record;
begin
    for rule in
        select conrelid::regclass as child, conname from pg_constraint
        where contype = 'f' and not convalidated and connamespace = current_schema()::regnamespace
    loop
        begin
            execute format('alter table %s validate constraint %I', rule.child, rule.conname);
        exception when foreign_key_violation then
            raise warning 'rows of % have no parent: % holds for new rows only', rule.child, rule.conname;
        end;
    end loop;
end
$$;
