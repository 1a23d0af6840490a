/** Only the path matters: whatever leads away from this origin is not its. */
const ownOrigin = "http://larder.invalid";

/**
 * Returns where somebody goes after a login: the path, query and fragment of `text` when it is a place of this host,
 * `/` otherwise.
 *
 * Browsers read `//evil.example`, `/\evil.example` and `/<tab>/evil.example` as other hosts, so the text is read
 * as they do, and what it came to is written anew.
 */
export function safeNextUrl(text: string | null | undefined): string {
  if (text === null || text === undefined || !text.startsWith("/") || text.length > 2000) return "/";
  const url = URL.parse(text, ownOrigin);
  if (url === null || url.origin !== ownOrigin) return "/";
  const next = `${url.pathname}${url.search}${url.hash}`;
  // `/.//evil.example` becomes `//evil.example` once it is read.
  return next.startsWith("//") ? "/" : next;
}
