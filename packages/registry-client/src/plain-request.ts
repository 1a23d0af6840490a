/** What of a request differs from a plain `GET` of JSON. */
export type RequestInput = {
  readonly method?: "GET" | "PUT" | "POST" | "PATCH" | "DELETE";
  readonly accept?: string;
  readonly body?: unknown;
  /** Does it only ask, although its method could change something? Then it is asked again when the answer says so. */
  readonly isQuestion?: boolean;
  /** Ends the request, and the reading of its answer, with an error as soon as it aborts. */
  readonly signal?: AbortSignal | undefined;
};

/** A request as it is before anything of `fetch` is needed, which takes 20 ms to load. */
export type PlainRequest = {
  readonly url: string;
  readonly method: NonNullable<RequestInput["method"]>;
  readonly headers: { readonly [name: string]: string };
  /** JSON. */
  readonly body?: string;
  readonly signal?: AbortSignal;
};

/** Returns what `input` asks for at `path` of a registry, with its token. */
export function plainRequest(
  target: { readonly url: string; readonly token: string | undefined },
  path: string,
  { method = "GET", accept = "application/json", body, signal }: RequestInput = {},
): PlainRequest {
  const url = new URL(target.url + path);
  // A path cannot lead away from the registry, but a lock was written by someone: the origin decides.
  const isOwn = target.token !== undefined && url.origin === new URL(target.url).origin;
  return {
    url: url.href,
    method,
    headers: {
      accept,
      ...(isOwn && { authorization: `Bearer ${target.token}` }),
      ...(body !== undefined && { "content-type": "application/json" }),
    },
    ...(body !== undefined && { body: JSON.stringify(body) }),
    ...(signal !== undefined && { signal }),
  };
}

/** Returns `request` as `fetch` takes it. */
export function fetchRequest({ url, ...request }: PlainRequest): Request {
  return new Request(url, request);
}
