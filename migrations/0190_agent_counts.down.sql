do $$
declare
  list text;
  event text;
begin
  foreach list in array array['customers', 'orders'] loop
    foreach event in array array['insert', 'update', 'delete', 'truncate'] loop
      execute format('drop trigger %1$s_of_agents_counted_on_%2$s on %1$s', list, event);
    end loop;
  end loop;
end $$;
drop function count_new_rows_of_agents, count_changed_row_of_agent, forget_agent_counts;
drop table agent_counts;
