import { hashPassword, verifyPassword } from "@larder/credentials";

import type { AccountDatabase } from "./account-database.ts";
import { BadCredentialError } from "./account-errors.ts";
import { findAccountName } from "./account-names.ts";
import type { LoginLimiter } from "./login-limiter.ts";

/** A name and a password, and from where they came. */
export type Credentials = {
  readonly name: string;
  readonly password: string;
  /** The other end's network address; undefined when nobody knows it. */
  readonly address: string | undefined;
};

/** No account has this name. */
const nobody = "";

/** Returns the function that says whose name and password these are. */
export function passwordCheck(
  database: AccountDatabase,
  limiter: LoginLimiter,
): (credentials: Credentials) => Promise<string> {
  let nobodysHash: string | undefined;

  /**
   * Returns the name of the account. Throws {@link BadCredentialError}, the same for an unknown name, a wrong password
   * and a barred account, after the same work; and `TooManyAttemptsError`.
   */
  return async ({ name: text, password, address }) => {
    const name = findAccountName(text) ?? nobody;
    const account = await limiter.attempt({ account: name, address }, async () => {
      const sql = await database.open();
      const [row] = await sql.query(
        "select password_hash from larder_host.accounts where name = $1 and disabled_at is null",
        [name],
      );
      const hash = row?.["password_hash"];
      nobodysHash ??= await hashPassword("nobody");
      const isRight = await verifyPassword(password.slice(0, 1000), typeof hash === "string" ? hash : nobodysHash);
      return isRight && typeof hash === "string" ? name : undefined;
    });
    if (account !== undefined) return account;
    throw new BadCredentialError("The name or the password is wrong", {
      hint: "Try again, or ask the operator for a new password",
    });
  };
}
