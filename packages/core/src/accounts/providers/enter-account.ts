import type { RunQuery } from "@larder/sql";

import type { AccountDatabase } from "../account-database.ts";
import type { LoginProvider } from "./login-provider.ts";
import { PersonRefusedError } from "./provider-errors.ts";
import type { Person } from "./read-person.ts";

/**
 * Returns the name of the account that `person` has at this host, and makes it at the first login.
 *
 * The provider's word for a person decides, not their name: names change hands. Throws {@link PersonRefusedError} for an
 * account that logs in otherwise, one that is barred, and somebody without one where nobody may sign up.
 */
export async function enterAccount(
  database: AccountDatabase,
  provider: LoginProvider,
  person: Person,
): Promise<string> {
  const sql = await database.open();
  const name = await sql.transaction(async (query) => {
    // Two first logins of one person at once make one account.
    await query("select pg_advisory_xact_lock(hashtext('larder_host.accounts'))");
    const entered =
      (await findKnown(query, provider, person)) ??
      (await bind(query, provider, person)) ??
      (await make(query, database, provider, person));
    if (person.roles !== undefined) {
      await query("update larder_host.accounts set roles = $2::text[] where name = $1", [entered, person.roles]);
    }
    return entered;
  });
  database.noteAccount();
  database.noteChange();
  return name;
}

async function findKnown(query: RunQuery, { id }: LoginProvider, { subject }: Person): Promise<string | undefined> {
  const [row] = await query(
    "select name, disabled_at is not null as is_disabled from larder_host.accounts where provider = $1 and subject = $2",
    [id, subject],
  );
  if (row?.["is_disabled"] === true)
    throw new PersonRefusedError("Your account is barred", { hint: "Ask the operator of this host" });
  return row === undefined ? undefined : String(row["name"]);
}

/** The operator may have made the account for whoever has its name at the provider. */
async function bind(query: RunQuery, { id }: LoginProvider, { subject, name }: Person): Promise<string | undefined> {
  const [bound] = await query(
    `update larder_host.accounts set subject = $3
     where name = $1 and provider = $2 and subject is null and disabled_at is null returning name`,
    [name, id, subject],
  );
  if (bound !== undefined) return name;
  const taken = await query("select 1 from larder_host.accounts where name = $1", [name]);
  if (taken.length === 0) return undefined;
  throw new PersonRefusedError(`The account \`${name}\` does not log in this way`, {
    hint: "Log in with its password, or ask the operator of this host",
  });
}

async function make(
  query: RunQuery,
  database: AccountDatabase,
  provider: LoginProvider,
  person: Person,
): Promise<string> {
  if (!provider.signUp) {
    throw new PersonRefusedError(`Nobody has made an account for \`${person.name}\``, {
      hint: `The operator can run \`larder account add ${person.name} --provider ${provider.id}\``,
    });
  }
  await query(
    "insert into larder_host.accounts (name, provider, subject, created_at) values ($1, $2, $3, $4::timestamptz)",
    [person.name, provider.id, person.subject, database.now().toISOString()],
  );
  return person.name;
}
