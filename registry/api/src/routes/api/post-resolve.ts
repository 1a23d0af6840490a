import type { PackageFrame, ResolveAnswer } from "@larder/registry-client";

import { failureResponse } from "../../operating/failure-response.ts";
import type { FindDocument } from "../../resolving/asked-documents.ts";
import { operation } from "../openapi/operation.ts";
import { factory } from "../registry-routes.ts";
import { validJson } from "../valid.ts";
import { resolveAnswer, resolveFrame } from "./answers/resolve-answers.ts";
import { compressedJson } from "./compressed-json.ts";
import { findReadable } from "./find-readable.ts";
import { resolveBody } from "./resolve-body.ts";
import { streamAnswer } from "./resolve-stream.ts";

/** Most of a large question is its lock, which is one text: that of 5,000 packages has 3 MB. */
const limits = { bytesMax: 16 * 1024 * 1024, membersMax: 50_000 };
const linesType = "application/x-ndjson";

const description = operation({
  id: "resolve",
  tag: "resolving",
  summary: "Resolves what a host wants to one lock, or says why there is none",
  description: `Who accepts \`${linesType}\` is told on the way which packages the lock will probably name.`,
  answer: resolveAnswer,
  content: { [linesType]: resolveFrame },
});

/** `POST /-/api/v1/resolve`: the lock for what a host wants, or why there is none (`larder lock`). */
export const postResolve = factory.createHandlers(description, validJson(resolveBody, limits), async (c) => {
  const body = c.req.valid("json");
  const { registry, caller, hops, arrival } = c.var;
  const { signal } = c.req.raw;

  await registry.refresh();
  const find: FindDocument = (name) => findReadable(registry, { caller, name, hops });
  const resolve = (onGuesses?: (packages: readonly PackageFrame[]) => void): Promise<ResolveAnswer> =>
    registry.wants.resolve({ body, find, signal, onGuesses });

  if (c.req.header("accept")?.includes(linesType) !== true) return compressedJson(c, await resolve());
  const toFailure = (error: unknown): Response => failureResponse(registry, arrival, error);
  return c.body(streamAnswer({ answer: resolve, toFailure }), 200, {
    "content-type": linesType,
    "cache-control": "no-store",
  });
});
