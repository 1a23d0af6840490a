import { type Context, Hono } from "hono";

import { BadCredentialError, InvalidAccountError, TooManyAttemptsError } from "../accounts/account-errors.ts";
import type { Accounts } from "../accounts/accounts.ts";
import { LoginNeededError } from "../permissions/access.ts";
import type { HostLog } from "../services/host-log.ts";
import { passwordPage, showPage } from "./account-pages.ts";
import { limitBody } from "./json-bodies.ts";
import { formBytesMax, readForm } from "./read-form.ts";
import { refuseOtherSites } from "./refuse-strangers.ts";
import { addressOf } from "./sender-address.ts";

/** What the door needs of the host. */
export type PasswordDoorOptions = { readonly accounts: Accounts; readonly log: HostLog };

/** `/auth/password`: the page on which people who are logged in replace their own password, by the one that they have. */
export function createPasswordDoor({ accounts, log }: PasswordDoorOptions): Hono {
  const app = new Hono();

  /** A token is for programs, which have no password. */
  async function findPerson(c: Context): Promise<string | undefined> {
    const proof = await accounts.prove(c.req.raw, addressOf(c));
    return proof?.by === "session" ? proof.principal.id : undefined;
  }

  app.get("/", async (c) => {
    const name = await findPerson(c);
    return name === undefined
      ? c.redirect("/auth/login?next_url=%2Fauth%2Fpassword", 303)
      : showPage(c, passwordPage({ name }));
  });

  app.post("/", refuseOtherSites, limitBody(formBytesMax), async (c) => {
    const form = await readForm(c);
    const name = await findPerson(c);
    if (name === undefined) throw new LoginNeededError("`/auth/password`");
    const passwords = { current: form.get("current") ?? "", next: form.get("next") ?? "" };
    try {
      const session = await accounts.changePassword(c.req.raw, { name, ...passwords, address: addressOf(c) });
      c.header("set-cookie", accounts.cookies.session.set(session.secret, session.expiresAt), { append: true });
    } catch (error) {
      const refusal = refusalOf(error);
      if (refusal === undefined) throw error;
      log
        .logOf({})
        .warn("A new password was refused", { account: name, address: addressOf(c), reason: refusal.problem });
      return showPage(c, passwordPage({ name, problem: refusal.problem }), refusal.status);
    }
    return c.redirect("/", 303);
  });

  return app;
}

/** Returns what a person reads; undefined for what is no refusal. */
function refusalOf(error: unknown): { readonly problem: string; readonly status: 400 | 401 | 429 } | undefined {
  if (error instanceof BadCredentialError) return { problem: "The current password is wrong", status: 401 };
  if (error instanceof TooManyAttemptsError) return { problem: `${error.message}. ${error.hint ?? ""}`, status: 429 };
  if (error instanceof InvalidAccountError) return { problem: error.message, status: 400 };
  return undefined;
}
