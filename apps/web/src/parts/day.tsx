import type { VNode } from "preact";

/** A moment as its day in UTC; the whole moment stands in the element. */
export function Day({ at }: { readonly at: string }): VNode {
  return <time dateTime={at}>{at.slice(0, 10)}</time>;
}
