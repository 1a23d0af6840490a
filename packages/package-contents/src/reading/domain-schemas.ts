import type { Component } from "../component.ts";
import type { FileTree } from "../file-tree.ts";
import { readDataFile } from "./data-file.ts";

/** A schema that a domain brings. */
export type DomainSchema = {
  /** The domain and the schema: `linguistics.word`. */
  readonly name: string;
  /** A JSON Schema. */
  readonly schema: { readonly [keyword: string]: unknown } | boolean;
};

/** Returns the schemas of the domains among `components`, in their order. What is no schema is left out: discovery has told of it. */
export function domainSchemasOf(tree: FileTree, components: readonly Component[]): readonly DomainSchema[] {
  const folders = components.flatMap(({ kind, path }) => (kind === "domain" ? [`${path}/schemas/`] : []));
  return components.flatMap(({ kind, name, path }) => {
    if (kind !== "schema" || !folders.some((folder) => path.startsWith(folder))) return [];
    const data = readDataFile(tree, path);
    return "value" in data && isSchema(data.value) ? [{ name, schema: data.value }] : [];
  });
}

function isSchema(value: unknown): value is DomainSchema["schema"] {
  return typeof value === "boolean" || (typeof value === "object" && value !== null && !Array.isArray(value));
}
