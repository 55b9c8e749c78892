-- Fields that a workspace defines for its customers or orders. Values stand in custom_fields of the row itself; the
-- tables of values hold them once more, typed, because operators on jsonb are not leakproof and row-level security
-- would keep them away from every index.
alter table orders add column custom_fields jsonb not null default '{}'
  constraint orders_custom_fields_object check (jsonb_typeof(custom_fields) = 'object');

create table custom_fields (
  tenant_id uuid not null references tenants on delete cascade,
  id uuid not null,
  applies_to text not null check (applies_to in ('customers', 'orders')),
  key text not null check (key ~ '^[a-z][a-z0-9_]{0,49}$'),
  -- What people read, by language.
  labels jsonb not null check (jsonb_typeof(labels) = 'object'),
  type text not null check (type in ('text', 'number', 'date', 'boolean', 'select', 'url')),
  is_required boolean not null default false,
  is_unique boolean not null default false,
  options text[] not null default '{}',
  position integer not null,
  archived_at timestamptz,
  version integer not null default 1,
  created_at timestamptz not null default now(),
  updated_at timestamptz not null default now(),
  primary key (tenant_id, id),
  constraint custom_fields_key_uq unique (tenant_id, applies_to, key),
  -- What values refer to: a field that becomes unique tells all of them, and one written just then cannot miss it.
  constraint custom_fields_unique_uq unique (tenant_id, id, is_unique)
);
create index custom_fields_position_idx on custom_fields (tenant_id, applies_to, position, id);
create index custom_fields_created_idx on custom_fields (tenant_id, created_at, id);
select protect_tenant_table('custom_fields');
select deny_agent_writes('custom_fields', '{insert,update,delete}');

-- A value as it is compared and sorted by: text in small letters, cut to what an index takes. A value that is not of the
-- field's type, as rows from before the field may have, is none.
create function read_custom_value(type text, value jsonb, out text_value text, out number_value double precision, out day_value date, out unique_value text)
language plpgsql immutable parallel safe as $$
declare
  plain constant text := value #>> '{}';
begin
  if type in ('text', 'select', 'url') and jsonb_typeof(value) = 'string' and plain <> '' then
    text_value := left(lower(plain), 200);
    unique_value := case when length(plain) <= 200 then lower(plain)
                         else left(lower(plain), 100) || encode(sha256(convert_to(lower(plain), 'UTF8')), 'hex') end;
  elsif type = 'boolean' and jsonb_typeof(value) = 'boolean' then
    text_value := plain;
  elsif type = 'number' and jsonb_typeof(value) = 'number' and abs(plain::numeric) < 1e15 then
    -- Comparing numeric is not leakproof; what JSON brings is a double anyway.
    number_value := plain::double precision;
    unique_value := trim_scale(plain::numeric)::text;
  elsif type = 'date' and jsonb_typeof(value) = 'string' and plain ~ '^(19|20|21)\d\d-(0[1-9]|1[0-2])-\d\d$'
        and right(plain, 2)::integer between 1 and extract(day from (left(plain, 7) || '-01')::date + interval '1 month - 1 day') then
    day_value := plain::date;
    unique_value := plain;
  end if;
end $$;

do $tables$
declare
  kind record;
begin
  for kind in select * from (values ('customers', 'customer'), ('orders', 'order')) as k (parent, row_name) loop
    execute format($sql$
      create table %2$s_field_values (
        tenant_id uuid not null references tenants on delete cascade,
        field_id uuid not null,
        %2$s_id uuid not null,
        is_unique boolean not null,
        text_value text,
        number_value double precision,
        day_value date,
        -- Only of unique fields, and only while the row is not in the trash.
        unique_value text,
        primary key (tenant_id, field_id, %2$s_id),
        constraint %2$s_field_values_field_fk foreign key (tenant_id, field_id, is_unique)
          references custom_fields (tenant_id, id, is_unique) on update cascade on delete cascade,
        constraint %2$s_field_values_%2$s_fk foreign key (tenant_id, %2$s_id) references %1$s (tenant_id, id) on delete cascade
      );
      create unique index %2$s_field_values_unique_uq on %2$s_field_values (tenant_id, field_id, unique_value) where unique_value is not null;
      create index %2$s_field_values_text_idx on %2$s_field_values (tenant_id, field_id, text_value, %2$s_id) where text_value is not null;
      create index %2$s_field_values_number_idx on %2$s_field_values (tenant_id, field_id, number_value, %2$s_id) where number_value is not null;
      create index %2$s_field_values_day_idx on %2$s_field_values (tenant_id, field_id, day_value, %2$s_id) where day_value is not null;
      create index %2$s_field_values_%2$s_idx on %2$s_field_values (tenant_id, %2$s_id);
      select protect_child_table('%2$s_field_values', '%1$s', '%2$s_id');
    $sql$, kind.parent, kind.row_name);
    -- A trigger, so that no way of writing a row (a form, an import, a merge, an undo) can leave its values behind.
    execute format($sql$
      create function index_%2$s_fields() returns trigger language plpgsql as $body$
      declare
        moved constant boolean := tg_op = 'UPDATE' and (old.deleted_at is null) <> (new.deleted_at is null);
        taken text;
      begin
        delete from %2$s_field_values v using custom_fields f
         where v.tenant_id = new.tenant_id and v.%2$s_id = new.id and f.tenant_id = v.tenant_id and f.id = v.field_id
           and (moved or (new.custom_fields -> f.key) is distinct from (old.custom_fields -> f.key));
        with wanted as materialized (
          select f.id, f.key, f.is_unique, r.text_value, r.number_value, r.day_value,
                 case when f.is_unique and new.deleted_at is null then r.unique_value end as unique_value
            from custom_fields f cross join lateral read_custom_value(f.type, new.custom_fields -> f.key) r
           where f.tenant_id = new.tenant_id and f.applies_to = '%1$s' and new.custom_fields ? f.key
             and coalesce(r.text_value, r.number_value::text, r.day_value::text) is not null
             and (moved or (new.custom_fields -> f.key) is distinct from (old.custom_fields -> f.key))
        ), written as (
          insert into %2$s_field_values (tenant_id, field_id, %2$s_id, is_unique, text_value, number_value, day_value, unique_value)
          select new.tenant_id, w.id, new.id, w.is_unique, w.text_value, w.number_value, w.day_value, w.unique_value
            from wanted w order by w.id
              on conflict do nothing
          returning field_id
        )
        select w.key into taken from wanted w where not exists (select from written x where x.field_id = w.id) limit 1;
        -- Row-level security keeps PostgreSQL from naming the value, so the field is named here.
        if taken is not null then
          raise exception using errcode = '23505', constraint = 'custom_field_unique_uq', column = taken,
            message = format('another %2$s has this value of %%s', taken);
        end if;
        return null;
      end $body$;
      create trigger %1$s_fields_on_insert after insert on %1$s for each row
        when (new.custom_fields <> '{}') execute function index_%2$s_fields();
      create trigger %1$s_fields_on_update after update of custom_fields, deleted_at on %1$s for each row
        when (old.custom_fields is distinct from new.custom_fields or (old.deleted_at is null) <> (new.deleted_at is null))
        execute function index_%2$s_fields();
    $sql$, kind.parent, kind.row_name);
  end loop;
end $tables$;
