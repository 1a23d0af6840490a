import { ExpectedError } from "@larder/errors";
import { integrityOfSha512 } from "@larder/package-spec";
import type { BlobStore } from "@larder/registry-storage";
import { setTimeout as wait } from "node:timers/promises";

import { factory } from "../registry-routes.ts";

const probeMsMax = 2_000;

/** The digest of nothing that there is. */
const nothing = integrityOfSha512(Buffer.alloc(64).toString("base64"));

/** `GET /-/readyz`: can it serve? Fails with 503 while it ends, and while its database or its storage does not answer. */
export const getReadyz = factory.createHandlers(async (c) => {
  const { database, storage, operations } = c.var.registry;
  if (operations.isDraining) throw new NotReadyError("is finishing what runs, to end then");

  await Promise.all([inTime(database.ping(), "database"), probeStorage(storage)]);

  return c.json({ status: "ok" });
});

async function probeStorage(storage: BlobStore): Promise<void> {
  try {
    await inTime(storage.has(nothing), "storage");
  } catch (error) {
    throw error instanceof ExpectedError ? error : new NotReadyError("cannot read its storage", error);
  }
}

/** Whoever probes has no patience, and a probe that hangs is one that fails. */
async function inTime(probe: Promise<unknown>, what: string): Promise<void> {
  const abort = new AbortController();
  const late = wait(probeMsMax, undefined, { signal: abort.signal }).then(() => {
    throw new NotReadyError(`waits for its ${what}`);
  });
  try {
    await Promise.race([probe, late]);
  } finally {
    late.catch(() => undefined);
    probe.catch(() => undefined);
    abort.abort();
  }
}

/** The registry should not be sent requests. */
class NotReadyError extends ExpectedError {
  readonly code = "EUNAVAILABLE";
  readonly retryAfterSeconds = 5;

  constructor(what: string, cause?: unknown) {
    super(`This registry ${what}`, { cause });
  }
}
