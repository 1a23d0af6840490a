import { isPackageName, type PackageName } from "@larder/package-spec";
import { LRUCache } from "lru-cache";

import { hopsHeader } from "../origins/uplink-client.ts";
import type { ReadHeader } from "../packuments/document-answer.ts";
import { acceptsHtml } from "../packuments/negotiate.ts";
import { packagePath } from "./package-path.ts";

/** What this needs of a request that a server has; Node's own is one. */
export type DirectRequest = {
  readonly method?: string | undefined;
  readonly url?: string | undefined;
  /** Names and values in turn, as they came. */
  readonly rawHeaders: readonly string[];
  readonly socket: { readonly remoteAddress?: string | undefined };
};

/** A request for a packument or an archive, read from what Node has of it. */
export type DirectRead = {
  readonly method: "GET" | "HEAD";
  /** What the routes would be matched against. */
  readonly path: string;
  readonly name: PackageName;
  /** The name of the archive; `undefined` for the packument. */
  readonly file: string | undefined;
  readonly header: ReadHeader;
};

/** Where the registry lives, as far as a path tells. */
export type DirectReadOptions = { readonly basePath: string; readonly hasPages: boolean };

/** What the URL of a request names, and the path that the routes would be matched against. */
type PackageUrl = { readonly path: string; readonly name: PackageName; readonly file: string | undefined };

/** Each takes about half a kilobyte. */
const urlsMax = 10_000;
const urlLengthMax = 512;

/**
 * Returns the function that finds what a request reads; it returns `undefined` for everything that is not plainly a
 * packument or an archive for a client.
 *
 * That is left to the routes, so that this may be narrow: no query, no path that a URL parser would change, no page,
 * no registry that asks on behalf of another one. The same URLs come over and over, so what they name is remembered.
 */
export function directReads(options: DirectReadOptions): (request: DirectRequest) => DirectRead | undefined {
  const urls = new LRUCache<string, PackageUrl>({ max: urlsMax });

  return ({ method, url = "", rawHeaders }) => {
    if (method !== "GET" && method !== "HEAD") return undefined;
    let found = urls.get(url);
    if (found === undefined) {
      found = findPackageUrl(url, options.basePath);
      if (found === undefined) return undefined;
      urls.set(url, found);
    }
    const header: ReadHeader = (name) => findHeader(rawHeaders, name);
    // Without a host a request is refused.
    if (header("host") === undefined || header(hopsHeader) !== undefined) return undefined;
    if (options.hasPages && acceptsHtml(header("accept"))) return undefined;
    return { method, path: found.path, name: found.name, file: found.file, header };
  };
}

function findPackageUrl(url: string, basePath: string): PackageUrl | undefined {
  if (url.length > urlLengthMax) return undefined;
  const path = packagePath(url, basePath);
  const found = findPackagePath(path);
  return found === undefined ? undefined : { path, ...found };
}

/** `/left-pad`, `/@acme%2fchat`, and `/-/` with the name of an archive behind either. */
const packagePattern =
  /^\/((?:@[a-z0-9][\w.~-]*%2f)?[a-z0-9][\w.~-]*)(?:\/-\/([\w+~-][\w.+~-]{0,399}\.(?:tgz|tar\.gz)))?$/i;

/** Finds the package, and perhaps the archive, that `path` names in so many words. */
export function findPackagePath(path: string): { name: PackageName; file: string | undefined } | undefined {
  const [, escapedName, file] = packagePattern.exec(path) ?? [];
  const name = escapedName?.replace("%2f", "/");
  return name !== undefined && isPackageName(name) ? { name, file } : undefined;
}

/** Finds a header by its name in lower case; several of one name are joined, as the routes have them. */
function findHeader(rawHeaders: readonly string[], name: string): string | undefined {
  let found: string | undefined;
  for (let index = 0; index < rawHeaders.length; index += 2) {
    const key = rawHeaders[index];
    if (key?.length !== name.length || key.toLowerCase() !== name) continue;
    const value = rawHeaders[index + 1];
    found = found === undefined ? value : `${found}, ${value}`;
  }
  return found;
}
