import type { Context, MiddlewareHandler } from "hono";

import { ForeignSiteError } from "../accounts/account-errors.ts";
import type { Accounts } from "../accounts/accounts.ts";
import { findCredential, isForgeable } from "../accounts/credentials-in.ts";
import type { OwnCookie } from "../accounts/session-cookie.ts";
import type { CallOrigin } from "../actions/call-origin.ts";
import { formatTraceparent, nextTrace, parseTraceparent, type Trace } from "../actions/trace.ts";
import { type Asker, assertAccess } from "../permissions/access.ts";
import { isAllowedOrigin } from "./allowed-origins.ts";
import { nameGuard } from "./refuse-strangers.ts";
import { addressOf, isFromOperator } from "./sender-address.ts";
import { tenantFinder } from "./tenant.ts";

/** What a host knows of who sends a request. */
export type Visit = {
  /** The request's own step of its trace. */
  readonly trace: Trace;
  /** Whose data is meant; undefined where nobody says. */
  readonly tenant: string | undefined;
  /** Who asks. Looked up when it is first asked for; throws for a credential that is not good. */
  readonly asker: () => Promise<Asker>;
  /** The same, looked up anew. */
  readonly askAgain: () => Promise<Asker>;
  /** The `Cookie` of the session by which somebody asks; undefined where they ask by something else. */
  readonly sessionCookie: () => string | undefined;
  /** Who would ask if nothing but this `Cookie` had come from where the request did. */
  readonly askByCookie: (cookie: string | undefined) => Promise<Asker>;
};

const key = "visit";

/**
 * Returns the middleware that finds out about a visit. Answers say which trace they belong to.
 *
 * It throws `DoorError` where the host does not answer to the name that it is asked by, and for the name of a tenant
 * that is none.
 */
export function receive(
  accounts: Pick<Accounts, "authenticate" | "cookies" | "exist">,
  hostNames: readonly string[],
): MiddlewareHandler {
  const assertOwnName = nameGuard(hostNames);
  const findTenant = tenantFinder(hostNames);
  return async (c, next) => {
    assertOwnName(c);
    const trace = nextTrace(parseTraceparent(c.req.header("traceparent")));
    const { raw } = c.req;
    const askAgain = (): Promise<Asker> =>
      isFromOperator(c) ? Promise.resolve({ type: "operator" }) : findAsker(accounts, raw, c);
    const askByCookie = async (cookie: string | undefined): Promise<Asker> =>
      await findAsker(accounts, withOnlyCookie(raw, cookie), c);
    const sessionCookie = (): string | undefined => sessionCookieOf(raw, accounts.cookies.session);
    let asker: Promise<Asker> | undefined;
    const asking = { asker: () => (asker ??= askAgain()), askAgain, sessionCookie, askByCookie };
    c.set(key, { trace, tenant: findTenant(c), ...asking } satisfies Visit);
    c.header("traceparent", formatTraceparent(trace));
    await next();
  };
}

/** Returns what {@link receive} found out. */
export function visitOf(c: Context): Visit {
  const visit = c.get(key) as Visit | undefined;
  if (visit === undefined) throw new Error("A request came in by a way that receives nobody");
  return visit;
}

/** Returns where a call comes from that a request makes. */
export async function originOf(c: Context, door: CallOrigin["door"]): Promise<CallOrigin> {
  const { trace, tenant, asker } = visitOf(c);
  return { door, trace, tenant, asker: await asker() };
}

/** Returns the middleware that lets those pass who may use `what`, such as `The status of this host`. */
export function requireAccess(access: Parameters<typeof assertAccess>[1], what: string): MiddlewareHandler {
  return async (c, next) => {
    assertAccess(await visitOf(c).asker(), access, what);
    await next();
  };
}

/** Without accounts, whoever is on the same machine is the operator of the host. */
async function findAsker(
  accounts: Pick<Accounts, "authenticate" | "exist">,
  request: Request,
  c: Context,
): Promise<Asker> {
  const address = addressOf(c);
  if (!(await accounts.exist())) {
    // The operator's browser shows pages of others, too.
    if (isForgeable(request) && !isAllowedOrigin(c)) throw new ForeignSiteError();
    return { type: isThisMachine(address) && !isPassedOn(request) ? "operator" : "stranger" };
  }
  const principal = await accounts.authenticate(request, address);
  return principal === undefined ? { type: "nobody" } : { type: "principal", principal };
}

function sessionCookieOf(request: Request, session: OwnCookie): string | undefined {
  return findCredential(request, session)?.type === "session" ? session.ownHeader(request) : undefined;
}

/** Who opened the page has proved it then, and the page may do what they may: it counts as a look and no change. */
function withOnlyCookie({ url, headers }: Request, cookie: string | undefined): Request {
  const kept = ["forwarded", "x-forwarded-for"].map((name) => [name, headers.get(name)]);
  const pairs = [...kept, ["cookie", cookie]].filter((pair): pair is [string, string] => typeof pair[1] === "string");
  return new Request(url, { headers: pairs });
}

/** Whoever asks by way of a proxy on this machine is somewhere else. */
function isPassedOn({ headers }: Request): boolean {
  return headers.has("x-forwarded-for") || headers.has("forwarded");
}

/** What comes over no socket comes from the same process. Addresses of IPv4 may be written as those of IPv6. */
function isThisMachine(address: string | undefined): boolean {
  return address === undefined || address === "::1" || /^(?:::ffff:)?127(?:\.\d{1,3}){3}$/.test(address);
}
