import type { VNode } from "preact";

/** A sentence of a package: what stands between backticks is code, all else is text. */
export function Prose({ text }: { readonly text: string }): VNode {
  const pieces = text.split("`");
  // With an odd number of backticks the last one opens nothing.
  const isPaired = pieces.length % 2 === 1;
  if (!isPaired) return <>{text}</>;
  return <>{pieces.map((piece, index) => (index % 2 === 1 ? <code key={index}>{piece}</code> : piece))}</>;
}
