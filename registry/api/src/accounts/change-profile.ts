import { appendAudit, hashPassword, setEmail, setPasswordHash } from "@larder/registry-database";

import type { UserCaller } from "./caller.ts";
import { assertPassword } from "./create-user.ts";
import { confirmPassword, type LoginContext } from "./log-in.ts";

/** What of a profile changes; what is `undefined` stays. */
export type ProfileChange = {
  readonly email?: string | null | undefined;
  readonly password?: { readonly old: string; readonly new: string } | undefined;
};

/**
 * Changes the address or the password of the caller. A new password needs the old one; tokens stay valid. A change of
 * neither writes nothing.
 *
 * Throws `BadCredentialError` when the old password is wrong, `WeakPasswordError`, `TooManyLoginsError`.
 */
export async function changeProfile(
  context: Pick<LoginContext, "database" | "limiter" | "address" | "at">,
  caller: UserCaller,
  { email, password }: ProfileChange,
): Promise<void> {
  const { database, at, address } = context;
  const { userId, name } = caller;
  if (email === undefined && password === undefined) return;
  let passwordHash: string | undefined;
  if (password !== undefined) {
    assertPassword(password.new);
    await confirmPassword(context, { name, password: password.old });
    passwordHash = await hashPassword(password.new);
  }
  await database.db.transaction(async (tx) => {
    if (email !== undefined) await setEmail(tx, { userId, email });
    if (passwordHash !== undefined) await setPasswordHash(tx, { userId, passwordHash });
    await appendAudit(tx, {
      at,
      actorId: userId,
      actor: name,
      action: "user.update",
      target: `user:${name}`,
      after: { ...(email === undefined ? {} : { email }), passwordChanged: passwordHash !== undefined },
      ip: address ?? null,
    });
  });
}
