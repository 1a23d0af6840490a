import { formatRevision } from "@larder/packument";
import { parsePackageName } from "@larder/package-spec";

import { LoginNeededError } from "../../accounts/account-errors.ts";
import { authorize } from "../../accounts/authorize.ts";
import type { Caller } from "../../accounts/caller.ts";
import type { RegistryParts } from "../../operating/registry-parts.ts";
import { checkPublishDocument } from "../../publishing/check-publish-document.ts";
import { BadPublishBodyError } from "../../publishing/publish-errors.ts";
import { type Publication, publishVersions } from "../../publishing/publish-version.ts";
import { type BatchEntry, readBatchBody } from "../../publishing/read-publish-body.ts";
import { authorizePublish } from "./authorize-publish.ts";
import { notePublish } from "./note-change.ts";
import { publishBodyOf } from "./publish-body-of.ts";
import { factory } from "../registry-routes.ts";

/** `PUT /-/pnpr/v0/publish`, `PUT /-/pnpm/v1/publish`: publishes several packages, all or none (`pnpm publish -r --batch`). */
export const putBatch = factory.createHandlers(async (c) => {
  const { registry, hops } = c.var;
  const { database, signingKey, storage, configuration } = registry;

  authorize(c.var.caller, { action: "publish-batch" });
  const entries = await readBatchBody(publishBodyOf(c.req.raw), configuration.limits, (source, bytesMax) =>
    storage.receive(source, { bytesMax }),
  );

  await using blobs = new AsyncDisposableStack();
  for (const { archive } of entries) blobs.use(archive.blob);
  assertEachOnce(entries);
  const caller = await c.var.identifyAgain();
  if (caller.type === "anonymous") throw new LoginNeededError("publish packages");
  const publications: Publication[] = [];
  for (const entry of entries) publications.push(await publicationOf(registry, { caller, hops }, entry));
  const outcomes = await publishVersions({ database, signingKey, caller, at: registry.now() }, publications);
  for (const outcome of outcomes) await notePublish(registry, outcome);

  const packages = outcomes.map(({ name, revision }) => ({ id: name, rev: formatRevision(revision) }));
  const isNew = outcomes.some(({ type }) => type === "created");
  return c.json({ ok: true, success: true, packages }, isNew ? 201 : 200);
});

function assertEachOnce(entries: readonly BatchEntry[]): void {
  const names = entries.map(({ document }) => document.name);
  const twice = names.find((name, index) => names.indexOf(name) !== index);
  if (twice !== undefined) throw new BadPublishBodyError(`it holds \`${twice}\` more than once`);
}

async function publicationOf(
  registry: RegistryParts,
  { caller, hops }: { readonly caller: Caller; readonly hops: string },
  { document, archive }: BatchEntry,
): Promise<Publication> {
  const name = parsePackageName(document.name);
  const { assertAllowed, accessOfRule } = await authorizePublish(registry, { caller, name, hops });
  const request = checkPublishDocument(name, document, archive.attachment);
  return { request, blob: archive.blob, assertAllowed, accessOfRule };
}
