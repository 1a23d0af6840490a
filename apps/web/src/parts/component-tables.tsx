import { type Component, componentKinds } from "@larder/package-contents";
import type { VNode } from "preact";

import { nounOf } from "./chips.tsx";

/** The components of a package, one table a kind, in the order that kinds have everywhere. */
export function ComponentTables({ components }: { readonly components: readonly Component[] }): VNode {
  const byKind = Map.groupBy(components, ({ kind }) => kind);
  const kinds = componentKinds.filter((kind) => byKind.has(kind));
  return (
    <section class="section" aria-labelledby="components">
      <h2 id="components">What is inside</h2>
      {kinds.length === 0 && <p class="muted">A library: it has no components for a host.</p>}
      {kinds.map((kind) => (
        <KindTable key={kind} kind={kind} components={byKind.get(kind) ?? []} />
      ))}
    </section>
  );
}

function KindTable({ kind, components }: { readonly kind: string; readonly components: readonly Component[] }): VNode {
  const id = `kind-${kind}`;
  return (
    <section class="card" aria-labelledby={id}>
      <h3 class="kind" id={id}>
        {components.length} {nounOf(kind, components.length)}
      </h3>
      <table class="components">
        <thead>
          <tr>
            <th scope="col">Name</th>
            <th scope="col">File</th>
          </tr>
        </thead>
        <tbody>
          {components.map((component) => (
            <tr key={`${component.name} ${component.path}`}>
              <td>
                <strong>{component.title ?? component.name}</strong>
                {component.status === "unsupported-code" && <span class="muted"> (code that cannot run here)</span>}
                {component.description !== undefined && <p class="small muted">{component.description}</p>}
              </td>
              <td>
                <code>{component.path}</code>
              </td>
            </tr>
          ))}
        </tbody>
      </table>
    </section>
  );
}
