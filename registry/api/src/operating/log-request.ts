import type { Logger } from "pino";

/** What the log says of a request. */
export type RequestFacts = {
  readonly method: string;
  readonly path: string;
  readonly requestId: string;
  readonly status: number;
  readonly ms: number;
};

/** Writes one line for a request. */
export function logRequest(logger: Logger, facts: RequestFacts): void {
  if (!logger.isLevelEnabled("info")) return;
  logger.info({ ...facts, path: withoutSecrets(facts.path) }, "request");
}

/** Returns `path` without the token that `npm logout` writes into it, and without the secrets of a login in a browser. */
export function withoutSecrets(path: string): string {
  return path.replace(/^(\/-\/(?:user\/token|v1\/login|v1\/done)\/).+$/, "$1…").replaceAll(/lrd_[\w-]+/g, "lrd_…");
}
