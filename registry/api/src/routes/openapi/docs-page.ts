import { html } from "hono/html";

import { type Html, htmlPage } from "../html-page.ts";
import type { DocumentView, OperationView, SchemaView } from "./document-types.ts";
import { memberTable, prose, schemaBody, schemaWords } from "./schema-html.ts";

const style = `
:root { color-scheme: light dark; font: 16px/1.5 system-ui, sans-serif; }
main { max-width: 60rem; margin: 2rem auto; padding: 0 1rem; }
h2 { margin-top: 2.5rem; text-transform: capitalize; }
details { border: 1px solid color-mix(in srgb, GrayText 40%, transparent); border-radius: .4rem; margin: .5rem 0; }
summary { padding: .5rem .75rem; cursor: pointer; overflow-wrap: anywhere; }
details > div { padding: 0 .75rem .75rem; }
.method { display: inline-block; min-width: 4rem; font: bold .85rem ui-monospace, monospace; }
code { font: .9rem ui-monospace, monospace; }
h4 { margin: 1rem 0 .25rem; }
table { border-collapse: collapse; width: 100%; }
th, td { text-align: left; vertical-align: top; padding: .25rem .75rem .25rem 0; overflow-wrap: anywhere; }
th { font-weight: normal; width: 16rem; }
small { color: GrayText; }
`;

/** Returns the document as a page that people read: no scripts, nothing from elsewhere. */
export function docsPage({ info, paths, components }: DocumentView): Promise<Response> {
  const operations = Object.entries(paths).flatMap(([path, methods]) =>
    Object.entries(methods).map(([method, operation]) => ({ method, path, operation })),
  );
  const tags = [...new Set(operations.flatMap(({ operation }) => operation.tags))];
  return htmlPage({
    title: "API",
    style,
    content: html`<h1>${info.title}’s API</h1>
      ${info.description.split("\n\n").map((paragraph) => html`<p>${prose(paragraph)}</p>`)}
      <p>Programs read <a href="openapi.json">openapi.json</a>, version ${info.version}.</p>
      <nav>${[...tags, "schemas"].map((tag) => html`<a href="#${tag}">${tag}</a> `)}</nav>
      ${tags.map(
        (tag) =>
          html`<h2 id="${tag}">${tag}</h2>
            ${operations.filter(({ operation }) => operation.tags.includes(tag)).map(operationHtml)}`,
      )}
      <h2 id="schemas">schemas</h2>
      ${Object.entries(components.schemas).map(([name, schema]) => schemaHtml(name, schema))}`,
  });
}

type Listed = { readonly method: string; readonly path: string; readonly operation: OperationView };

function operationHtml({ method, path, operation }: Listed): Html {
  const { operationId, summary, description, security, parameters = [], requestBody, responses } = operation;
  const needsToken = !security.some((scheme) => Object.keys(scheme).length === 0);
  const body = requestBody?.content["application/json"]?.schema;
  return html`<details id="${operationId}">
    <summary><span class="method">${method.toUpperCase()}</span> <code>${path}</code><br />${summary}</summary>
    <div>
      ${description === undefined ? "" : html`<p>${prose(description)}</p>`}
      <p><small>${needsToken ? "Needs a token." : "A token may let you see more."} Called ${operationId}.</small></p>
      ${
        parameters.length === 0
          ? ""
          : html`<h4>Parameters</h4>
              ${parameterTable(parameters)}`
      }
      ${
        body === undefined
          ? ""
          : html`<h4>Body</h4>
              ${schemaBody(body)}`
      }
      <h4>Answers</h4>
      ${Object.entries(responses).map(([status, response]) => responseHtml(status, response))}
    </div>
  </details>`;
}

function parameterTable(parameters: NonNullable<OperationView["parameters"]>): Html {
  return memberTable(
    parameters.map(({ name, in: place, required, description, schema }) => ({
      name: place === "path" ? `{${name}}` : name,
      words: schemaWords(schema),
      isRequired: required === true,
      description: description ?? schema.description,
    })),
  );
}

function responseHtml(status: string, { description, content = {} }: OperationView["responses"][string]): Html {
  const bodies = Object.entries(content).map(
    ([mediaType, { schema }]) =>
      html`: ${schemaWords(schema)}${mediaType === "application/json" ? "" : ` as ${mediaType}`}`,
  );
  return html`<p><code>${status}</code> ${description}${bodies}</p>`;
}

function schemaHtml(name: string, schema: SchemaView): Html {
  return html`<section id="schema-${name}">
    <h4>${name}</h4>
    ${schema.description === undefined ? "" : html`<p>${prose(schema.description)}</p>`} ${schemaBody(schema)}
  </section>`;
}
