import { posix } from "node:path";

import type { Access, RouteRule } from "@larder/sdk";
import { type Context, Hono } from "hono";

import { withoutCredentials, withoutOwnCookies } from "../accounts/without-credentials.ts";
import { TookTooLongError, withinTime } from "../events/within-time.ts";
import { formatTraceparent } from "../actions/trace.ts";
import { type Asker, assertAccess, defaultAccess } from "../permissions/access.ts";
import { resourceMatcher } from "../permissions/resource-glob.ts";
import { confinePage } from "./confine-page.ts";
import { DoorError } from "./door-error.ts";
import type { Mount } from "../lifecycle/runtime.ts";
import type { HttpMountTable } from "./mount-table.ts";
import { createPageTokens, pageTokenHeader, type PageTokens } from "./page-tokens.ts";
import {
  answerPageQuestions,
  askerOfPage,
  isPageVisit,
  keepFromCaches,
  letPageRead,
  tokenForPage,
} from "./page-visit.ts";
import { type Visit, visitOf } from "./visit.ts";

/** Tells a plugin which account asks. Only the host sets it. */
const accountHeader = "x-larder-account";

/** What the door needs of the host. */
export type PluginDoorOptions = {
  readonly mounts: HttpMountTable;
  /** The longest that a handler may take to begin its answer, in milliseconds. */
  readonly timeoutMs: number;
  /** Milliseconds since 1970. */
  readonly clock: () => number;
  /** Told what a handler of `packageName` threw. */
  readonly onHandlerFailure: (packageName: string, failure: unknown) => void;
};

/**
 * Any method on `/plugins/<plugin>/…`: what the plugin's own handler answers. It sees the path below its name, and in
 * `x-larder-account` who asks.
 */
export function createPluginDoor({ mounts, timeoutMs, clock, onHandlerFailure }: PluginDoorOptions): Hono {
  const app = new Hono();
  const tokens = createPageTokens(clock);

  app.use("/:plugin/*", answerPageQuestions);
  app.all("/:plugin/*", async (c) => {
    const plugin = c.req.param("plugin");
    const visit = visitOf(c);
    const request = belowMount(c.req.raw, visit);
    const found = mounts.find(plugin);
    const asked = found === undefined ? [defaultAccess] : accessOf(found.access, request);
    // First: who is not known does not learn either which plugins there are.
    const isOpen = asked.every((access) => access === "public");
    const asker = await findAsker(c, tokens, { plugin, mount: found, isOpen });
    for (const access of asked) if (asker !== undefined) assertAccess(asker, access, `\`${c.req.path}\``);
    const mount = getMount(mounts, plugin);
    if (asker?.type === "principal") request.headers.set(accountHeader, asker.principal.id);
    const token = tokenForPage(c, tokens, { plugin, mount, asker });
    if (token !== undefined) request.headers.set(pageTokenHeader, token);
    try {
      const response = await askPlugin(mount, request, timeoutMs);
      if (token !== undefined) keepFromCaches(response);
      if (isPageVisit(c, mount)) letPageRead(response);
      return response;
    } catch (failure) {
      onHandlerFailure(mount.packageName, failure);
      return answerFault(c, mount, failure);
    }
  });

  return app;
}

type Wanted = { readonly plugin: string; readonly mount: Mount | undefined; readonly isOpen: boolean };

/** Returns who asks a plugin. Nobody is looked up for what is open to everybody, unless a page says by whom it was opened. */
async function findAsker(
  c: Context,
  tokens: PageTokens,
  { plugin, mount, isOpen }: Wanted,
): Promise<Asker | undefined> {
  if (isPageVisit(c, mount)) return await askerOfPage(c, tokens, plugin, mount);
  return isOpen ? undefined : await visitOf(c).asker();
}

function getMount(mounts: HttpMountTable, plugin: string): Mount {
  const mount = mounts.find(plugin);
  if (mount !== undefined) return mount;
  const names = mounts.list().map((name) => `\`${name}\``);
  throw new DoorError(
    "E404",
    `No started plugin \`${plugin}\` has routes`,
    names.length === 0 ? "No started plugin has" : `These have: ${names.join(", ")}`,
  );
}

function answerFault(c: Context, { packageName }: Mount, failure: unknown): Response {
  const error = `\`${c.req.path}\` failed because of a fault in \`${packageName}\``;
  return failure instanceof TookTooLongError
    ? c.json({ error, code: "timeout" }, 504)
    : c.json({ error, code: "exception" }, 500);
}

/** Returns what a plugin answers, as far as it may say it at the host's address. */
async function askPlugin(mount: Mount, request: Request, timeoutMs: number): Promise<Response> {
  const response = withoutOwnCookies(assertResponse(await withinTime(() => mount.fetch(request), timeoutMs)));
  return mount.isSandboxed ? confinePage(response) : response;
}

/** `/plugins/notes/list?all=1` becomes `/list?all=1`. */
function belowMount(request: Request, { trace, tenant }: Visit): Request {
  const url = new URL(request.url);
  // Not by its letters: `/%70lugins/notes` leads here, too.
  url.pathname = url.pathname.replace(/^\/[^/]+\/[^/]+/, "") || "/";
  // What proves who asks is the host's alone: a package that had it could act as whoever opens its pages.
  const headers = withoutCredentials(request.headers);
  headers.delete(accountHeader);
  headers.delete(pageTokenHeader);
  headers.set("traceparent", formatTraceparent(trace));
  if (tenant !== undefined) headers.set("x-tenant-id", tenant);
  return new Request(new Request(url, request), { headers });
}

/**
 * Returns everything that is asked of who sends `request`: a path may be written in several ways, and the handler
 * decides which of them are the same. So what the path says as it is written counts, what it says decoded, and where it
 * leads then. Handlers answer `HEAD` as they answer `GET`, so what is asked for either counts.
 */
function accessOf(rules: readonly RouteRule[], { url, method }: Request): readonly Access[] {
  const { pathname } = new URL(url);
  const plain = plainPath(pathname);
  const paths = new Set([pathname, plain, posix.normalize(plain)]);
  const methods = method === "HEAD" ? ["HEAD", "GET"] : [method];
  return [...paths].flatMap((path) => methods.map((asked) => accessTo(rules, asked, path)));
}

function accessTo(rules: readonly RouteRule[], method: string, path: string): Access {
  const fitting = rules.find(
    (rule) => (rule.method === undefined || rule.method.toUpperCase() === method) && isBelow(rule.path, path),
  );
  return fitting?.access ?? defaultAccess;
}

function isBelow(pattern: string, path: string): boolean {
  return resourceMatcher(pattern)(path) || (pattern.endsWith("/*") && path === pattern.slice(0, -2));
}

function plainPath(pathname: string): string {
  try {
    return decodeURIComponent(pathname).replaceAll(/[/\\]+/g, "/");
  } catch {
    return pathname;
  }
}

/** Types do not hold for every author. */
function assertResponse(answer: unknown): Response {
  if (!(answer instanceof Response)) throw new TypeError("The handler must return a Response");
  return answer;
}
