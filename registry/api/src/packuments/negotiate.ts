import { abbreviatedContentType } from "@larder/packument";
import { LRUCache } from "lru-cache";

import { type ContentEncoding, contentEncodings, type DocumentForm } from "./served-document.ts";

/** Returns the form that an `Accept` header asks for: the short one for installers, else the full one. */
export function formFor(accept: string | undefined): DocumentForm {
  return accept?.includes(abbreviatedContentType) === true ? "abbreviated" : "full";
}

/** Does an `Accept` header ask for a page? Only browsers name it; `*` does not count. */
export function acceptsHtml(accept: string | undefined): boolean {
  return accept?.includes("text/html") === true;
}

/** The header of each client is always the same, and there are not many clients. */
const encodings = new LRUCache<string, ContentEncoding | "identity">({ max: 200 });

/** Returns the best encoding that an `Accept-Encoding` header allows; `undefined` for none. */
export function encodingFor(acceptEncoding: string | undefined): ContentEncoding | undefined {
  if (acceptEncoding === undefined) return undefined;
  let encoding = encodings.get(acceptEncoding);
  if (encoding === undefined) {
    encoding = pickEncoding(acceptEncoding) ?? "identity";
    encodings.set(acceptEncoding, encoding);
  }
  return encoding === "identity" ? undefined : encoding;
}

function pickEncoding(acceptEncoding: string): ContentEncoding | undefined {
  const allowed = new Set(
    acceptEncoding
      .toLowerCase()
      .split(",")
      .map((part) => part.trim().split(";"))
      .filter(([, quality]) => !/^\s*q=0(?:\.0+)?\s*$/.test(quality ?? ""))
      .map(([name]) => name?.trim()),
  );
  return contentEncodings.find((encoding) => allowed.has(encoding));
}
