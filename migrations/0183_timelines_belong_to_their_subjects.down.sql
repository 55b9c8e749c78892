alter table timeline_entries add constraint timeline_entries_tenant_id_fkey
  foreign key (tenant_id) references tenants on delete cascade;
