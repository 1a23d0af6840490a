import type { FindDocument } from "../../resolving/asked-documents.ts";
import { operation } from "../openapi/operation.ts";
import { factory } from "../registry-routes.ts";
import { validJson } from "../valid.ts";
import { resolveAnswer } from "./answers/resolve-answers.ts";
import { findReadable } from "./find-readable.ts";
import { resolveBody } from "./resolve-body.ts";

const bodyBytesMax = 32 * 1024 * 1024;

const description = operation({
  id: "resolve",
  tag: "resolving",
  summary: "Resolves what a host wants to one lock, or says why there is none",
  answer: resolveAnswer,
});

/** `POST /-/api/v1/resolve`: the lock for what a host wants, or why there is none (`larder lock`). */
export const postResolve = factory.createHandlers(description, validJson(resolveBody, bodyBytesMax), async (c) => {
  const body = c.req.valid("json");
  const { registry, caller, hops } = c.var;

  await registry.refresh();
  const find: FindDocument = (name) => findReadable(registry, { caller, name, hops });
  const answer = await registry.wants.resolve({ body, find, signal: c.req.raw.signal });

  return c.json(answer as object);
});
