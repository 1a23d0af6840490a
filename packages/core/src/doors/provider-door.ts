import { ExpectedError } from "@larder/errors";
import { type Context, Hono } from "hono";

import type { Accounts } from "../accounts/accounts.ts";
import { safeNextUrl } from "../accounts/safe-next-url.ts";
import type { HostLog } from "../services/host-log.ts";
import { failedLoginPage, noAccountsPage, showPage } from "./account-pages.ts";
import { describeFailure } from "./failure.ts";
import { addressOf } from "./sender-address.ts";

/** What the door needs of the host. */
export type ProviderDoorOptions = {
  readonly accounts: Accounts;
  readonly log: HostLog;
};

/**
 * `GET /auth/providers/<id>` sends a browser to a login provider, and `GET /auth/providers/<id>/callback` is where it
 * comes back to: that address is what the operator tells the provider.
 */
export function createProviderDoor({ accounts, log }: ProviderDoorOptions): Hono {
  const app = new Hono();
  const { providers, cookies } = accounts;
  const callbackOf = (c: Context): string =>
    `${accounts.publicUrl ?? new URL(c.req.url).origin}/auth/providers/${encodeURIComponent(c.req.param("id") ?? "")}/callback`;

  // The first account is the operator's to make: it closes the host to whoever has none.
  app.use("/*", async (c, next) =>
    (await accounts.exist()) ? await next() : await showPage(c, noAccountsPage(), 409),
  );

  app.get("/:id", async (c) => {
    const nextUrl = safeNextUrl(c.req.query("next_url"));
    const login = { redirectUri: callbackOf(c), nextUrl, address: addressOf(c) };
    const { url, browserSecret, expiresAt } = await providers.start(c.req.param("id"), login);
    c.header("set-cookie", cookies.providerLogin.set(browserSecret, expiresAt), { append: true });
    return c.redirect(url, 303);
  });

  app.get("/:id/callback", async (c) => {
    const url = new URL(callbackOf(c));
    url.search = new URL(c.req.url).search;
    const browserSecret = cookies.providerLogin.find(c.req.raw);
    const previous = cookies.session.find(c.req.raw);
    const { session, nextUrl } = await providers.finish(c.req.param("id"), { url, browserSecret, previous });
    c.header("set-cookie", cookies.providerLogin.clear(), { append: true });
    c.header("set-cookie", cookies.session.set(session.secret, session.expiresAt), { append: true });
    return c.redirect(nextUrl, 303);
  });

  app.onError((error, c) => {
    // What a provider said stands in the log; a person is told what to do.
    log.logOf({}).warn("A login at a provider failed", { reasons: reasonsOf(error), address: addressOf(c) });
    if (!(error instanceof ExpectedError)) throw error;
    const status = describeFailure(error)?.status;
    const known = ([401, 403, 404, 429, 503] as const).find((one) => one === status);
    return showPage(c, failedLoginPage(`${error.message}. ${error.hint ?? ""}`), known ?? 401);
  });
  return app;
}

/** Only the sentences: the errors of the protocol also carry what was sent. */
function reasonsOf(error: unknown): readonly string[] {
  return error instanceof Error ? [error.message, ...reasonsOf(error.cause)] : [];
}
