import { sql } from 'kysely'
import type { Migration } from 'kysely/migration'
import { asOwner, findAddresses } from './0013.ts'

/**
 * An account that was bound while its database had rows of other tenants may have worked for them too, in replicas of an older
 * version. These would see no one under the policy. So its sessions have to say whose they are, which older replicas do not.
 */
export const migration: Migration = {
  async up(db) {
    for (const statement of statements) await sql.raw(statement).execute(db)
  },
}

const statements = [
  'alter table runtime_accounts add column must_name_tenant boolean not null default false',
  // What a session says opens nothing: it gets the rows of its account's tenant, or an error.
  asOwner(
    'landfall_tenant() returns uuid language plpgsql stable parallel safe',
    `declare tenant uuid; must_name boolean; begin
      select target_tenant_id, must_name_tenant into tenant, must_name from runtime_accounts where account = session_user;
      if tenant is null then
        raise exception 'the account % is bound to no tenant', session_user using errcode = '28000';
      end if;
      if must_name and lower(current_setting('landfall.tenant', true)) is distinct from tenant::text then
        raise exception 'the session of the account % does not say that it is for its tenant', session_user using errcode = '28000';
      end if;
      return tenant; end`,
  ),
  // Between the migration and the grant older replicas have to get its 28000 (503), and not 42501 (500). It tells the caller's own.
  'grant execute on function landfall_tenant() to public',
  // Databases that had the first text of 0013 asked for the right to use a role, and not for being its member.
  findAddresses,
]
