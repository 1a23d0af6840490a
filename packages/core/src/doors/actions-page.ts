import { html } from "hono/html";

import type { ActionDescription } from "./describe-action.ts";
import { hostPage, type Markup } from "./page.ts";

/** Returns the page on which people look up what they may ask a host. */
export function actionsPage(actions: readonly ActionDescription[]): Markup {
  return hostPage(
    "Actions",
    html`<p>
        What this host answers now. For programs: <a href="/-/openapi.json">OpenAPI</a>,
        <a href="/-/client.ts">a client in TypeScript</a>.
      </p>
      ${actions.length === 0 ? html`<p>No started package has actions.</p>` : ""}
      ${[...Map.groupBy(actions, (action) => action.package)].map(
        ([name, own]) =>
          html`<section>
            <h2>${name}</h2>
            ${own.map(actionEntry)}
          </section>`,
      )}`,
  );
}

/** Returns what a page shows of one action. */
export function actionEntry({ name, path, field, description, access, input, output }: ActionDescription): Markup {
  return html`<article>
    <h3><code>${name}</code></h3>
    ${description === undefined ? "" : html`<p>${description}</p>`}
    <p>
      <code>POST ${path}</code> with <code>{ "${field}": … }</code>, for
      ${typeof access === "string" ? access : access.permissions.join(" and ")}.
    </p>
    ${schemaOf("Takes", input)} ${schemaOf("Gives", output)}
  </article>`;
}

function schemaOf(title: string, schema: object | undefined): Markup | "" {
  if (schema === undefined) return "";
  return html`<details>
    <summary>${title}</summary>
    <pre>${JSON.stringify(schema, null, 2)}</pre>
  </details>`;
}
