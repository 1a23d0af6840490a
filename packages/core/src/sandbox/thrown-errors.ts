import { LRUCache } from "lru-cache";

/** What a failure of the host looks like in a sandbox, and which one it was when it comes back. */
export type ThrownErrors = {
  /** Returns `error` as JSON, without its stack: how the host is built is not a package's business. */
  describe(error: Error): object;
  /** Returns the error that was described, when `error` is what a sandbox makes of it. */
  find(error: Error): Error | undefined;
};

const rememberedMax = 1000;

/** Returns an empty memory of the newest failures. */
export function createThrownErrors(): ThrownErrors {
  const remembered = new LRUCache<number, Error>({ max: rememberedMax });
  let last = 0;
  return {
    describe(error) {
      last += 1;
      remembered.set(last, error);
      const { code, details, status } = error as {
        readonly code?: unknown;
        readonly details?: unknown;
        readonly status?: unknown;
      };
      return { name: error.name, message: error.message, code, details: toJson(details), status, trace: last };
    },
    find: (error) => ("trace" in error ? remembered.get(Number(error.trace)) : undefined),
  };
}

function toJson(details: unknown): unknown {
  return details === undefined ? undefined : (JSON.parse(JSON.stringify(details)) as unknown);
}
