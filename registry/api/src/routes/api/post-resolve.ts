import type { PackageName } from "@larder/package-spec";
import { PackageNotFoundError } from "@larder/registry-database";
import { z } from "zod";

import { LoginNeededError } from "../../accounts/account-errors.ts";
import type { ServedDocument } from "../../packuments/served-document.ts";
import { packumentSource } from "../../resolving/packument-source.ts";
import { resolveWants } from "../../resolving/resolve-wants.ts";
import { findServedDocument } from "../packages/find-served-document.ts";
import { knownOrigin } from "../read-origin.ts";
import { operation } from "../openapi/operation.ts";
import { factory } from "../registry-routes.ts";
import { packageNameText } from "../schemas.ts";
import { validJson } from "../valid.ts";
import { resolveAnswer } from "./answers/resolve-answers.ts";

const lockBytesMax = 32 * 1024 * 1024;
const wantsMax = 5000;

const description = operation({
  id: "resolve",
  tag: "resolving",
  summary: "Resolves what a host wants to one lock, or says why there is none",
  answer: resolveAnswer,
});

const body = z.strictObject({
  registry: z.string().min(1).max(100),
  coreVersion: z.string(),
  provided: z.array(packageNameText).max(1000).default([]),
  // Each may ask an uplink, so that one request cannot ask for a whole registry.
  wants: z
    .record(z.string().max(214), z.string().max(1024))
    .refine((wants) => Object.keys(wants).length <= wantsMax, `must be at most ${wantsMax}`),
  shared: z.array(packageNameText).max(1000).default([]),
  overrides: z.record(z.string(), z.string()).default({}),
  lock: z.string().nullable().default(null),
  update: z.array(z.string()).max(10_000).default([]),
});

/** `POST /-/api/v1/resolve`: the lock for what a host wants, or why there is none (`larder lock`). */
export const postResolve = factory.createHandlers(description, validJson(body, lockBytesMax), async (c) => {
  const request = c.req.valid("json");
  const { registry, caller, hops } = c.var;

  await registry.refresh();
  const find = async (name: PackageName): Promise<ServedDocument | undefined> => {
    try {
      const origin = knownOrigin(registry, caller, name);
      return await findServedDocument(registry, { origin, name, form: "abbreviated", hops });
    } catch (error) {
      // What the caller may not see does not exist for the resolver either.
      if (error instanceof PackageNotFoundError || error instanceof LoginNeededError) return undefined;
      throw error;
    }
  };

  return c.json((await resolveWants(request, packumentSource(find))) as object);
});
