import type { VNode } from "preact";

/** A moment as its day in UTC; the whole moment stands in the element. Nothing for a moment that nobody knows. */
export function Day({ at }: { readonly at: string }): VNode | null {
  if (at === "") return null;
  return <time dateTime={at}>{at.slice(0, 10)}</time>;
}
