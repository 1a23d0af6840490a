import { type AbbreviatedPackument, type HiddenVersion, renderResolutionDocument } from "@larder/packument";
import type { PackageName } from "@larder/package-spec";

import { hashOf, ServedDocument } from "./served-document.ts";

/** Returns what a resolver reads of a package that is kept back whole: that it has no versions here, and why. */
export function notServedDocument(name: PackageName, notServed: HiddenVersion, publicUrl: string): ServedDocument {
  const packument = { name, "dist-tags": {}, versions: {}, larder: { notServed } } as unknown as AbbreviatedPackument;
  const text = renderResolutionDocument(packument);
  return new ServedDocument({ form: "resolution", text, hash: hashOf(text), modifiedAt: new Date(0) }, publicUrl);
}
