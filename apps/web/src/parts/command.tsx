import type { VNode } from "preact";

/** A line to copy: one click selects all of it. */
export function Command({ text }: { readonly text: string }): VNode {
  return (
    <pre class="command">
      <code>{text}</code>
    </pre>
  );
}
