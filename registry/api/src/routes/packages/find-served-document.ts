import type { PackageName } from "@larder/package-spec";

import type { Origin } from "../../origins/find-origin.ts";
import type { RegistryParts } from "../../operating/registry-parts.ts";
import type { DocumentForm, ServedDocument } from "../../packuments/served-document.ts";
import { uplinkOf } from "../read-origin.ts";

/** Finds the packument of `name` at its one origin; `undefined` when there is none. */
export function findServedDocument(
  registry: RegistryParts,
  wanted: { readonly origin: Origin; readonly name: PackageName; readonly form: DocumentForm; readonly hops: string },
): Promise<ServedDocument | undefined> {
  const { origin, name, form, hops } = wanted;
  if (origin.type === "hosted") return registry.hostedDocuments.find(name, form);
  return uplinkOf(registry, origin).documents.find(name, form, hops);
}
