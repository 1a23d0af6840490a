import type { PackageName } from "@larder/package-spec";
import { PackageNotFoundError } from "@larder/registry-database";

import type { RegistryParts } from "../../operating/registry-parts.ts";
import type { Origin } from "../../origins/find-origin.ts";
import type { Answer } from "../../packuments/answer.ts";
import { documentAnswer, type ReadHeader } from "../../packuments/document-answer.ts";
import { formFor } from "../../packuments/negotiate.ts";
import { isForEverybody } from "../read-origin.ts";
import { uplinkOf } from "../read-origin.ts";
import { findServedDocument } from "./find-served-document.ts";

/** A request for a packument by someone who may read it. */
export type PackumentAsk = {
  readonly origin: Origin;
  readonly name: PackageName;
  /** For a change of it: in full, whatever the client accepts. */
  readonly isForWriting: boolean;
  readonly hops: string;
  readonly header: ReadHeader;
};

/** Returns the packument of `name` as the client takes it. Throws {@link PackageNotFoundError}. */
export async function packumentAnswer(registry: RegistryParts, ask: PackumentAsk): Promise<Answer> {
  const { origin, name, isForWriting, hops, header } = ask;
  const form = isForWriting ? "full" : formFor(header("accept"));
  const document = await findServedDocument(registry, { origin, name, form, hops });
  if (document === undefined) throw new PackageNotFoundError(name);

  const isPublic = !isForWriting && isForEverybody(registry, origin, name);
  const answer = await documentAnswer(document, header, isPublic ? "public" : "private");
  const warning = origin.type === "uplink" ? uplinkOf(registry, origin).documents.warningOf(name) : undefined;
  return warning === undefined ? answer : { ...answer, headers: [...answer.headers, "warning", warning] };
}
