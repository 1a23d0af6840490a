import { type AbbreviatedPackument, isResolutionDocument, renderResolutionDocument } from "@larder/packument";

import type { DocumentForm } from "./served-document.ts";

/** The texts of a packument as they are kept; an uplink's full one is absent until someone asked for it. */
type KeptTexts = {
  readonly full: string | null;
  readonly fullHash: string | null;
  readonly abbreviated: string;
  readonly abbreviatedHash: string;
  /** Absent where it has to be made of the abbreviated one. */
  readonly resolution?: string | null;
  /** The hash of the abbreviated one that it was made of. */
  readonly resolutionOf?: string | null;
};

/** Returns one form of a packument and its hash; `undefined` when that form is not kept. */
export function findForm(kept: KeptTexts, form: DocumentForm): { text: string; hash: string } | undefined {
  if (form === "full") {
    return kept.full === null || kept.fullHash === null ? undefined : { text: kept.full, hash: kept.fullHash };
  }
  const { abbreviated, abbreviatedHash: hash, resolution } = kept;
  if (form === "abbreviated") return { text: abbreviated, hash };
  const isCurrent = typeof resolution === "string" && kept.resolutionOf === hash && isResolutionDocument(resolution);
  const text = isCurrent ? resolution : renderResolutionDocument(JSON.parse(abbreviated) as AbbreviatedPackument);
  return { text, hash };
}
