import { formatRevision } from "@larder/packument";

import { checkPublishDocument } from "../../publishing/check-publish-document.ts";
import { publishVersion } from "../../publishing/publish-version.ts";
import { readPublishBody } from "../../publishing/read-publish-body.ts";
import { authorizeChange } from "../authorize-change.ts";
import { authorizePublish } from "./authorize-publish.ts";
import { notePublish } from "./note-change.ts";
import { publishBodyOf } from "./publish-body-of.ts";
import { changeByDocument } from "./change-by-document.ts";
import { findStar, isStarDocument, starByDocument } from "../stars/star-by-document.ts";
import { factory } from "../registry-routes.ts";
import { packageParams } from "../schemas.ts";
import { valid } from "../valid.ts";

const howToOpen = "`npm access set status=public` opens it to all who may read here";

/** `PUT /:name`: publishes a version (`npm publish`), warns of versions (`npm deprecate`), or stars (`npm star`). */
export const putPackage = factory.createHandlers(valid("param", packageParams), async (c) => {
  const { name } = c.req.valid("param");
  const { registry, caller: asker, hops } = c.var;
  const { database, signingKey, storage, configuration } = registry;

  const attempt = await authorizePublish(registry, { caller: asker, name, hops }).catch(async (error: unknown) => {
    const star = await findStar(c.req.raw, asker, error);
    if (star === undefined) throw error;
    return star;
  });
  if ("users" in attempt) {
    const fan = await c.var.identifyAgain();
    return c.json(await starByDocument(registry, { caller: fan, name, document: attempt }), 201);
  }
  const { document, archive } = await readPublishBody(
    publishBodyOf(c.req.raw),
    configuration.limits,
    (source, bytesMax) => storage.receive(source, { bytesMax }),
  );
  await using blobs = new AsyncDisposableStack();
  blobs.use(archive?.blob);
  const caller = await c.var.identifyAgain();
  if (archive === undefined && isStarDocument(document)) {
    return c.json(await starByDocument(registry, { caller, name, document }), 201);
  }
  if (archive === undefined) {
    const change = await authorizeChange(registry, caller, name);
    const rev = await changeByDocument(registry, change, { document, mayRemove: false });
    return c.json({ ok: true, success: true, id: name, rev }, 201);
  }

  const { publisher, ...permission } =
    caller === asker ? attempt : await authorizePublish(registry, { caller, name, hops });
  const request = checkPublishDocument(name, document, archive.attachment);
  const context = { database, signingKey, caller: publisher, at: registry.now() };
  const outcome = await publishVersion(context, { request, blob: archive.blob, ...permission });
  await notePublish(registry, outcome);

  // Yarn and changesets restrict unless told: better said now than by a colleague who cannot find it.
  if (outcome.isRestricted) c.header("npm-notice", `${name} is restricted: ${howToOpen}`);
  const answer = { ok: true, success: true, id: name, rev: formatRevision(outcome.revision) };
  return c.json(answer, outcome.type === "created" ? 201 : 200);
});
