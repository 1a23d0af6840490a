import { ExpectedError } from "@larder/errors";
import { formatRevision } from "@larder/packument";
import type { PackageName } from "@larder/package-spec";

import { ForbiddenError } from "../../accounts/account-errors.ts";
import type { Caller } from "../../accounts/caller.ts";
import type { RegistryParts } from "../../operating/registry-parts.ts";
import type { ChangeDocument } from "../../publishing/change-document.ts";
import { readChangeBody } from "../../publishing/read-publish-body.ts";
import { publishBodyOf } from "../packages/publish-body-of.ts";
import { changeStar } from "./change-star.ts";

/** A document that says of a package only who likes it. */
export type StarDocument = ChangeDocument & { readonly users: { readonly [user: string]: unknown } };

/** Names of some thousand users; nothing larger of one who may not publish is read. */
const starBytesMax = 64 * 1024;

/** Does `document` say only who likes the package? npm sends all of them, the caller among them or no longer. */
export function isStarDocument(document: ChangeDocument): document is StarDocument {
  const { users, versions, maintainers } = document;
  return users !== undefined && versions === undefined && maintainers === undefined;
}

/**
 * Finds what somebody who may not publish the package says of who likes it: npm sends it in the place of a publish.
 *
 * `undefined` when they were refused for another reason, or sent something else.
 */
export async function findStar(request: Request, caller: Caller, refused: unknown): Promise<StarDocument | undefined> {
  const size = Number(request.headers.get("content-length") ?? Number.NaN);
  if (!(refused instanceof ForbiddenError) || caller.type === "anonymous" || !(size <= starBytesMax)) return undefined;
  const limits = { documentBytesMax: starBytesMax, archiveBytesMax: 0 };
  try {
    const document = await readChangeBody(publishBodyOf(request), limits);
    return isStarDocument(document) ? document : undefined;
  } catch (error) {
    // Whatever else it is, it is what they were refused for.
    if (error instanceof ExpectedError) return undefined;
    throw error;
  }
}

/** Gives the star of the caller, or takes it back; what the document says of others does not count. */
export async function starByDocument(
  registry: RegistryParts,
  star: { readonly caller: Caller; readonly name: PackageName; readonly document: StarDocument },
): Promise<{ ok: true; id: PackageName; rev: string }> {
  const { caller, name, document } = star;
  const isStarred = caller.type === "user" && Object.hasOwn(document.users, caller.name);
  const revision = await changeStar(registry, { caller, name, isStarred });
  return { ok: true, id: name, rev: formatRevision(revision) };
}
