import type { Context } from "hono";
import { LRUCache } from "lru-cache";

/** How many names a host remembers what it made of. */
const namesKept = 1000;

/** Returns what `make` says of a name, remembered: a host is asked for under a few names, and for each many times. */
export function rememberedByName<Value extends object>(make: (host: string) => Value): (host: string) => Value {
  const known = new LRUCache<string, Value>({ max: namesKept });
  return (host) => {
    const found = known.get(host);
    if (found !== undefined) return found;
    const made = make(host);
    known.set(host, made);
    return made;
  };
}

/** Returns the part of the URL that a request is addressed to, as it is written there: `127.0.0.1:5274`. */
export function hostInUrl(c: Context): string {
  return /^[a-z]+:\/\/([^/?#]*)/i.exec(c.req.url)?.[1] ?? "";
}

/** Returns the name in `host`, without its port and as URLs have it; undefined when it is none. */
export function nameOf(host: string): string | undefined {
  const url = URL.parse(`http://${host}`);
  return url === null || url.hostname === "" || url.pathname !== "/" || url.username !== "" ? undefined : url.hostname;
}
