import type { AbbreviatedPackument } from "@larder/packument";
import type { PackageName } from "@larder/package-spec";
import type { PackageSource } from "@larder/resolver";

import type { ServedDocument } from "../packuments/served-document.ts";

/** Finds the short document of a package that the caller may read; `undefined` for all others. */
export type FindDocument = (name: PackageName) => Promise<ServedDocument | undefined>;

/** Parsed documents live as long as their texts stay in the cache. */
const parsed = new WeakMap<ServedDocument, AbbreviatedPackument>();

/** Returns the packages of this registry as a resolver reads them: the very documents that it serves. */
export function packumentSource(find: FindDocument): PackageSource {
  return {
    async fetch(name) {
      const document = await find(name);
      if (document === undefined) return undefined;
      let packument = parsed.get(document);
      if (packument === undefined) {
        packument = JSON.parse(new TextDecoder().decode(document.bytes)) as AbbreviatedPackument;
        parsed.set(document, packument);
      }
      return packument;
    },
  };
}
