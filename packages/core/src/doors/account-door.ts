import { type Context, Hono } from "hono";

import { BadCredentialError, TooManyAttemptsError } from "../accounts/account-errors.ts";
import type { Accounts } from "../accounts/accounts.ts";
import { safeNextUrl } from "../accounts/safe-next-url.ts";
import { assertAccess, type Asker, LoginNeededError } from "../permissions/access.ts";
import { isAdmin } from "../permissions/principal.ts";
import { deniedPage, loginPage, logoutPage, noAccountsPage, showPage } from "./account-pages.ts";
import { limitBody } from "./json-bodies.ts";
import { createPasswordDoor } from "./password-door.ts";
import { createProviderDoor, type ProviderDoorOptions } from "./provider-door.ts";
import { formBytesMax, readForm } from "./read-form.ts";
import { refuseOtherSites } from "./refuse-strangers.ts";
import { addressOf } from "./sender-address.ts";
import { visitOf } from "./visit.ts";

/** What the door needs of the host. */
export type AccountDoorOptions = ProviderDoorOptions;

/**
 * Where people log in and out and change their password (`/auth/login`, `/auth/logout`, `/auth/password`), what asks for others whether somebody may pass
 * (`/auth/authenticated`, `/auth/authorized`, as a proxy asks before it lets a request through), and `/-/auth/me`.
 */
export function createAccountDoor(options: AccountDoorOptions): Hono {
  const { accounts, log } = options;
  const app = new Hono();

  app.use("/auth/*", async (c, next) => {
    c.header("cache-control", "no-store");
    c.header("referrer-policy", "same-origin");
    await next();
  });

  app.get("/auth/login", async (c) => {
    const nextUrl = safeNextUrl(c.req.query("next_url"));
    if (!(await accounts.exist())) return showPage(c, noAccountsPage());
    if ((await accounts.authenticate(c.req.raw, addressOf(c))) !== undefined) return c.redirect(nextUrl, 303);
    return showPage(c, loginPage({ nextUrl, providers: accounts.providers.list() }));
  });

  app.post("/auth/login", refuseOtherSites, limitBody(formBytesMax), async (c) => {
    const { name, password, nextUrl } = await readLoginForm(c);
    if (!(await accounts.exist())) return showPage(c, noAccountsPage(), 409);
    try {
      const { secret, expiresAt } = await accounts.logIn(c.req.raw, { name, password, address: addressOf(c) });
      c.header("set-cookie", accounts.cookies.session.set(secret, expiresAt), { append: true });
    } catch (error) {
      if (error instanceof BadCredentialError || error instanceof TooManyAttemptsError) {
        // Not the name: whoever is in a hurry types the password there.
        log.logOf({}).warn("A login was refused", { address: addressOf(c), reason: error.message });
        return refuseLogin(c, error, { nextUrl, name, problem: error.message, providers: accounts.providers.list() });
      }
      throw error;
    }
    return c.redirect(nextUrl, 303);
  });

  app.get("/auth/logout", async (c) => {
    const principal = await accounts.authenticate(c.req.raw, addressOf(c));
    return principal === undefined ? c.redirect("/auth/login", 303) : showPage(c, logoutPage(principal.id));
  });

  app.post("/auth/logout", refuseOtherSites, limitBody(formBytesMax), async (c) => {
    await accounts.logOut(c.req.raw);
    c.header("set-cookie", accounts.cookies.session.clear(), { append: true });
    return c.redirect("/auth/login", 303);
  });

  app.route("/auth/password", createPasswordDoor(options));

  app.route("/auth/providers", createProviderDoor(options));

  app.get("/auth/access-denied", (c) => showPage(c, deniedPage("You may not see this"), 403));

  addGates(app, accounts);
  return app;
}

function addGates(app: Hono, accounts: Accounts): void {
  app.get("/auth/authenticated", async (c) => {
    const asker = await visitOf(c).asker();
    assertAccess(asker, "user", "This");
    return letPass(c, asker);
  });

  app.get("/auth/authorized", async (c) => {
    const permissions = c.req.queries("permission") ?? [];
    const asker = await visitOf(c).asker();
    assertAccess(asker, permissions.length === 0 ? "admin" : { permissions }, "this");
    return letPass(c, asker);
  });

  app.get("/-/auth/me", async (c) => {
    c.header("cache-control", "no-store");
    const proof = await accounts.prove(c.req.raw, addressOf(c));
    if (proof === undefined) throw new LoginNeededError("`/-/auth/me`");
    const { principal, by, userInfo } = proof;
    return c.json({ ...principal, isAdmin: isAdmin(principal), by, userInfo });
  });
}

/** A proxy passes the header on to what it stands before. */
function letPass(c: Context, asker: Asker): Response {
  if (asker.type === "principal") c.header("x-larder-account", asker.principal.id);
  return c.json({ account: asker.type === "principal" ? asker.principal.id : null });
}

async function readLoginForm(c: Context): Promise<{ name: string; password: string; nextUrl: string }> {
  const form = await readForm(c);
  return {
    name: form.get("name") ?? "",
    password: form.get("password") ?? "",
    nextUrl: safeNextUrl(form.get("next_url")),
  };
}

function refuseLogin(
  c: Context,
  error: BadCredentialError | TooManyAttemptsError,
  contents: Parameters<typeof loginPage>[0],
): Response | Promise<Response> {
  if (!(error instanceof TooManyAttemptsError)) return showPage(c, loginPage(contents), 401);
  c.header("retry-after", String(error.retryAfterSeconds));
  const problem = `${error.message}. ${error.hint ?? ""}`;
  return showPage(c, loginPage({ ...contents, problem }), 429);
}
