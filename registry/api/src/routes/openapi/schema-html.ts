import { html } from "hono/html";

import type { Html } from "../html-page.ts";
import type { SchemaView } from "./document-types.ts";

/** Returns a schema in a few words: `string (date-time)`, `list of Component`, `"read-only" or "read-write"`. */
export function schemaWords(schema: SchemaView): Html {
  const { $ref, items, additionalProperties, anyOf, oneOf } = schema;
  if ($ref !== undefined) return reference($ref);
  if (schema.enum !== undefined) return html`${schema.enum.map((choice) => JSON.stringify(choice)).join(" or ")}`;
  if (schema.const !== undefined) return html`${JSON.stringify(schema.const)}`;
  const parts = anyOf ?? oneOf;
  if (parts !== undefined)
    return html`${parts.map((part, place) => html`${place === 0 ? "" : " or "}${schemaWords(part)}`)}`;
  if (items !== undefined) return html`list of ${schemaWords(items)}`;
  if (typeof additionalProperties === "object") return html`map of name → ${schemaWords(additionalProperties)}`;
  return html`${schema.type ?? "anything"}${limitsOf(schema)}`;
}

/** Returns the members of an object as a table, and whatever else a schema is in words. */
export function schemaBody(schema: SchemaView): Html {
  const { properties, oneOf } = schema;
  if (oneOf !== undefined)
    return html`${oneOf.map((part, place) => html`${place === 0 ? "" : html`<p>or</p>`}${schemaBody(part)}`)}`;
  if (properties === undefined) return html`<p>${schemaWords(schema)}</p>`;
  const rows = Object.entries(properties).map(([name, member]) => ({
    name,
    words: schemaWords(member),
    isRequired: schema.required?.includes(name) === true,
    description: member.description,
  }));
  return memberTable(rows);
}

/** Returns a sentence of the document, in which backticks stand around code. */
export function prose(text: string): Html {
  return html`${text.split("`").map((part, place) => (place % 2 === 0 ? part : html`<code>${part}</code>`))}`;
}

/** A row of a table of members or parameters. */
export type MemberRow = {
  readonly name: string;
  readonly words: Html;
  readonly isRequired: boolean;
  readonly description: string | undefined;
};

/** Returns a table of members or parameters. */
export function memberTable(rows: readonly MemberRow[]): Html {
  return html`<table>
    <tbody>
      ${rows.map(
        ({ name, words, isRequired, description }) =>
          html`<tr>
            <th scope="row"><code>${name}</code>${isRequired ? "" : html` <small>optional</small>`}</th>
            <td>${words}${description === undefined ? "" : html`<br /><small>${prose(description)}</small>`}</td>
          </tr>`,
      )}
    </tbody>
  </table>`;
}

function reference($ref: string): Html {
  const name = $ref.split("/").at(-1) ?? "";
  return html`<a href="#schema-${name}">${name}</a>`;
}

function limitsOf({ format, minimum, maximum, maxLength, default: preset }: SchemaView): string {
  const limits = [
    format,
    minimum === undefined ? undefined : `≥ ${minimum}`,
    maximum === undefined ? undefined : `≤ ${maximum}`,
    maxLength === undefined ? undefined : `up to ${maxLength} characters`,
    preset === undefined ? undefined : `else ${JSON.stringify(preset)}`,
  ].filter((limit) => limit !== undefined);
  return limits.length === 0 ? "" : ` (${limits.join(", ")})`;
}
