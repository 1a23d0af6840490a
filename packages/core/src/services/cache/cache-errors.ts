import { ExpectedError } from "@larder/errors";

/** The cache's server does not answer. */
export class CacheUnreachableError extends ExpectedError {
  readonly code = "ENETWORK";
  /** Without its password. */
  readonly server: string;

  constructor(url: string, cause: unknown) {
    const server = withoutPassword(url);
    super(`The cache at \`${server}\` does not answer`, {
      cause,
      hint: "Start it, or leave its URL out: the host then keeps the cache in its own memory",
    });
    this.server = server;
  }
}

/** A value or a key that no cache takes. */
export class CacheValueError extends ExpectedError {
  readonly code = "EVALIDATION";
  readonly key: string;

  constructor(key: string, reason: string) {
    super(`The cache takes no value for \`${key}\`: ${reason}`);
    this.key = key;
  }
}

function withoutPassword(text: string): string {
  if (!URL.canParse(text)) return "no URL";
  const url = new URL(text);
  return `${url.protocol}//${url.host}${url.pathname}`;
}
