import { type AbbreviatedPackument, renderResolutionDocument } from "@larder/packument";

import type { DocumentForm } from "./served-document.ts";

/** The texts of a packument as they are kept; an uplink's full one is absent until someone asked for it. */
type KeptTexts = {
  readonly full: string | null;
  readonly fullHash: string | null;
  readonly abbreviated: string;
  readonly abbreviatedHash: string;
};

/** Returns one form of a packument and its hash; `undefined` when that form is not kept. */
export function findForm(kept: KeptTexts, form: DocumentForm): { text: string; hash: string } | undefined {
  if (form === "full") {
    return kept.full === null || kept.fullHash === null ? undefined : { text: kept.full, hash: kept.fullHash };
  }
  const { abbreviated, abbreviatedHash: hash } = kept;
  if (form === "abbreviated") return { text: abbreviated, hash };
  return { text: renderResolutionDocument(JSON.parse(abbreviated) as AbbreviatedPackument), hash };
}
