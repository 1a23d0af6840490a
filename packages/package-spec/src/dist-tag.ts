import { ExpectedError } from "@larder/errors";

import type { Brand } from "./brand.ts";
import { isRange } from "./version.ts";

/** A name that points at one version of a package, such as `latest`. */
export type DistTag = Brand<"DistTag">;

const pattern = /^[a-z0-9~-][a-z0-9._~-]*$/i;
const lengthMax = 128;

/** Can `text` name a dist-tag? A text that is also a range cannot: `npm install x@1` would be ambiguous. */
export function isDistTag(text: string): text is DistTag {
  return text.length <= lengthMax && pattern.test(text) && !isRange(text);
}

/** Returns `text` as a dist-tag. Throws {@link InvalidDistTagError}. */
export function parseDistTag(text: string): DistTag {
  if (!isDistTag(text)) throw new InvalidDistTagError(text);
  return text;
}

export class InvalidDistTagError extends ExpectedError {
  readonly code = "EINVALIDTAGNAME";
  readonly text: string;

  constructor(text: string) {
    const reason = isRange(text) ? "is a version range, so it cannot name a dist-tag" : "cannot name a dist-tag";
    super(`\`${text.slice(0, lengthMax)}\` ${reason}`, { hint: "Use a word, such as `latest`, `next` or `beta`" });
    this.text = text;
  }
}
