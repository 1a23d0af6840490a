/**
 * Returns the path that routes are matched against, for the path of a request.
 *
 * A scoped name arrives as `/@acme%2fchat`, `/@acme%2Fchat` or `/@acme/chat`; here it becomes one
 * segment, so that `/:name` and `/:name/:version` serve all forms. Doubled and trailing slashes go,
 * and so does `basePath`, the path of the public URL, which a proxy may or may not have removed.
 */
export function packagePath(pathname: string, basePath: string): string {
  const clean = pathname.replaceAll(/\/{2,}/g, "/");
  const below = clean === basePath || clean.startsWith(`${basePath}/`) ? clean.slice(basePath.length) : clean;
  const path = below.length > 1 && below.endsWith("/") ? below.slice(0, -1) : below;
  return path.replaceAll(/\/(?:@|%40)([^/%]+)(?:\/|%2f)(?!-\/)([^/]+)/gi, "/@$1%2f$2") || "/";
}
