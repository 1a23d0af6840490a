import { parseCookie, parseSetCookie, stringifyCookie, stringifySetCookie } from "cookie";

/** The cookies of a host's own: packages that answer below it never see them. */
export type OwnCookies = {
  /** The session. */
  readonly session: OwnCookie;
  /** What ties a login at a provider to the browser that began it. */
  readonly providerLogin: OwnCookie;
};

/** One cookie of a host's own. */
export type OwnCookie = {
  /** Returns what a request holds in it. */
  find(request: Pick<Request, "headers">): string | undefined;
  /** Returns a `Cookie` header with it alone, as a request holds it; undefined when it has none. */
  ownHeader(request: Pick<Request, "headers">): string | undefined;
  /** Returns the `Set-Cookie` that a browser keeps until `expiresAt`. */
  set(value: string, expiresAt: Date): string;
  /** Returns the `Set-Cookie` that removes it. */
  clear(): string;
};

const sessionName = "larder-session";
const providerLoginName = "larder-login";
/** Browsers let nobody but this very host, over TLS, set a cookie with this prefix. */
const hostPrefix = "__Host-";
const ownNames = new Set([sessionName, providerLoginName].flatMap((name) => [name, `${hostPrefix}${name}`]));

/** Returns the cookies of a host that is reached over TLS, or not. */
export function ownCookies(isSecure: boolean): OwnCookies {
  return { session: ownCookie(sessionName, isSecure), providerLogin: ownCookie(providerLoginName, isSecure) };
}

function ownCookie(plainName: string, isSecure: boolean): OwnCookie {
  const name = isSecure ? `${hostPrefix}${plainName}` : plainName;
  const write = (value: string, expires: Date): string =>
    stringifySetCookie({ name, value, expires, path: "/", httpOnly: true, sameSite: "lax", secure: isSecure });
  const find: OwnCookie["find"] = (request) => parseCookie(request.headers.get("cookie") ?? "")[name];
  return {
    find,
    ownHeader(request) {
      const value = find(request);
      return value === undefined ? undefined : stringifyCookie({ [name]: value });
    },
    set: write,
    clear: () => write("", new Date(0)),
  };
}

/** Does a `Set-Cookie` set a cookie of the host's own? */
export function setsOwnCookie(line: string): boolean {
  return ownNames.has(parseSetCookie(line).name);
}

/** Returns a `Cookie` header without the cookies of the host's own; undefined when nothing is left. */
export function dropOwnCookies(cookie: string): string | undefined {
  const kept = Object.entries(parseCookie(cookie)).filter(([name]) => !ownNames.has(name));
  return kept.length === 0 ? undefined : stringifyCookie(Object.fromEntries(kept));
}
