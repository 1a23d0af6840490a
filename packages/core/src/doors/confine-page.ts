/**
 * What a page may do of the code that nobody trusted. Its origin is none (`allow-same-origin` is not there): its scripts
 * reach this host as those of any other site do.
 */
const pagePolicy = "sandbox allow-scripts allow-forms allow-modals allow-popups allow-downloads";

/** Browsers take these as said by the whole host. */
const wordsOfTheHost = [
  "alt-svc",
  "clear-site-data",
  "nel",
  "report-to",
  "service-worker-allowed",
  "strict-transport-security",
];

/**
 * Returns what a sandboxed package answers, so that a browser keeps it apart from the host.
 *
 * All packages answer at the host's own address: a script in a page of one would act as whoever opens it. The policy
 * stands on every answer, since browsers also run the scripts of pictures and of what they take for a page; one of the
 * package's own holds besides.
 */
export function confinePage(response: Response): Response {
  const headers = new Headers(response.headers);
  for (const name of wordsOfTheHost) headers.delete(name);
  headers.append("content-security-policy", pagePolicy);
  return new Response(response.body, { status: response.status, statusText: response.statusText, headers });
}
