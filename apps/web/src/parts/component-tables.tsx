import { type Component, componentKinds } from "@larder/package-contents";
import type { VNode } from "preact";

import { nounOf } from "./chips.tsx";
import { Prose } from "./prose.tsx";

/** The components of a package, grouped by kind, in the order that kinds have everywhere. */
export function ComponentTables({ components }: { readonly components: readonly Component[] }): VNode {
  const byKind = Map.groupBy(components, ({ kind }) => kind);
  const kinds = componentKinds.filter((kind) => byKind.has(kind));
  return (
    <section class="section" aria-labelledby="components">
      <h2 id="components">What is inside</h2>
      {kinds.length === 0 ? (
        <p class="muted">A library: it has no components for a host.</p>
      ) : (
        <table class="components card" aria-labelledby="components">
          {kinds.map((kind) => (
            <Kind key={kind} kind={kind} components={byKind.get(kind) ?? []} />
          ))}
        </table>
      )}
    </section>
  );
}

function Kind({ kind, components }: { readonly kind: string; readonly components: readonly Component[] }): VNode {
  return (
    <tbody>
      <tr class="kind">
        <th scope="rowgroup" colSpan={2}>
          {components.length} {nounOf(kind, components.length)}
        </th>
      </tr>
      {components.map((component) => (
        <tr key={`${component.name} ${component.path}`}>
          <th scope="row">
            {component.title ?? component.name}
            {component.status === "unsupported-code" && <span class="muted"> (code that cannot run here)</span>}
            {component.description !== undefined && (
              <p class="small muted">
                <Prose text={component.description} />
              </p>
            )}
          </th>
          <td>
            <code>{component.path}</code>
          </td>
        </tr>
      ))}
    </tbody>
  );
}
