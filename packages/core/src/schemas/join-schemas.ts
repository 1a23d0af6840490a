import { isStandardSchema, type JsonSchema, type Schema } from "@larder/sdk";

import { partAt, stepsOf } from "../configuration/schema-places.ts";
import { inlineDefinitions } from "./inline-definitions.ts";
import { mapSubschemas } from "./map-subschemas.ts";
import { fullNameOfSchema, type KnownSchema, type SchemaCatalog, type SchemaSource } from "./schema-catalog.ts";
import { UnknownSchemaError } from "./schema-errors.ts";

/**
 * Returns `schema` with the schemas of domains that it refers to (`{"$ref": "linguistics.word"}`) in their places, or,
 * where they refer to themselves, among its `$defs`, so that it says all by itself; the same object where it refers to
 * none. Names mean what they mean to `origin`.
 *
 * Throws what {@link SchemaCatalog.get} throws.
 */
export function joinSchemas<Given extends Schema>(catalog: SchemaCatalog, schema: Given, origin: SchemaSource): Given;
export function joinSchemas(catalog: SchemaCatalog, schema: Schema, origin: SchemaSource): Schema {
  if (isStandardSchema(schema) || !mayRefer(schema)) return schema;
  return new SchemaJoin(catalog, schema).join(schema, origin);
}

/** A domain and a schema, or the full name of one; then a place in it. Nothing that is a file, a path or a URL. */
const reference = /^(?<name>(?:@[^/#:]+\/[^/#:]+\/)?[\w-]+\.[^/#:]+)(?:#(?<place>.*))?$/s;

function mayRefer(schema: JsonSchema): boolean {
  return /"\$ref":"[^#]/.test(JSON.stringify(schema));
}

/** So many parts one schema may have with all that it refers to: it is compiled, and checked, in the host. */
const partsMax = 20_000;

/** One schema on its way to saying all by itself. */
class SchemaJoin {
  readonly #catalog: SchemaCatalog;
  /** By its full name: under which key of `$defs` a schema stands. */
  readonly #keys = new Map<string, string>();
  readonly #joined = new Map<string, unknown>();
  readonly #taken: Set<string>;
  #parts = 0;

  constructor(catalog: SchemaCatalog, schema: JsonSchema) {
    this.#catalog = catalog;
    this.#taken = new Set(Object.keys(schema["$defs"] ?? {}));
  }

  join(schema: JsonSchema, origin: SchemaSource): JsonSchema {
    const written = this.#rewrite(schema, { origin, root: "#", ids: idsIn(schema) }) as JsonSchema;
    if (this.#joined.size === 0) return schema;
    const $defs = { ...(written["$defs"] as object | undefined), ...Object.fromEntries(this.#joined) };
    return inlineDefinitions({ ...written, $defs }, new Set(this.#joined.keys()));
  }

  #rewrite(node: unknown, place: Place): unknown {
    if (Array.isArray(node)) return node.map((item) => this.#rewrite(item, place));
    if (typeof node !== "object" || node === null) return node;
    this.#parts += 1;
    if (this.#parts > partsMax) throw new TypeError(`a schema refers to more than ${partsMax} parts of others`);
    const written = mapSubschemas(node, (part) => this.#rewrite(part, place));
    const target: unknown = "$ref" in node ? node.$ref : undefined;
    return typeof target === "string" ? { ...written, $ref: this.#refer(target, place) } : written;
  }

  #refer(target: string, { origin, root, ids }: Place): string {
    if (target.startsWith("#")) return placeIn(root, target.slice(1));
    const { name, place = "" } = reference.exec(target)?.groups ?? {};
    if (name === undefined || ids.has(target) || ids.has(name)) return target;
    const known = this.#catalog.get(name, origin);
    // The compiler would find what every object has, such as a `constructor`, and check nothing.
    if (place.startsWith("/") && partAt(known.schema, stepsOf(place)) === undefined) {
      throw new UnknownSchemaError(target, [known.name]);
    }
    return placeIn(rootOf(this.#define(known)), place);
  }

  /** Returns the key under which `known` stands among the definitions. */
  #define(known: KnownSchema): string {
    const fullName = fullNameOfSchema(known);
    const defined = this.#keys.get(fullName);
    if (defined !== undefined) return defined;
    let key = this.#taken.has(known.name) ? fullName : known.name;
    while (this.#taken.has(key)) key = `${key}_`;
    this.#taken.add(key);
    this.#keys.set(fullName, key);
    this.#joined.set(key, undefined);
    this.#joined.set(key, this.#rewrite(withoutIdentity(known.schema), placeOf(known, key)));
    return key;
  }
}

/** Whose a schema is, where it stands in the joined one, and what it calls parts of itself, to which it may refer. */
type Place = { readonly origin: SchemaSource; readonly root: string; readonly ids: ReadonlySet<string> };

function placeOf({ schema, source }: KnownSchema, key: string): Place {
  return { origin: source, root: rootOf(key), ids: idsIn(schema) };
}

function idsIn(schema: KnownSchema["schema"]): ReadonlySet<string> {
  return new Set([...JSON.stringify(schema).matchAll(/"\$id":"([^"]*)"/g)].map(([, id = ""]) => id));
}

/** What stands somewhere in a schema moves with it; what has a name (`#word`) is found by that wherever it stands. */
function placeIn(root: string, place: string): string {
  return place === "" || place.startsWith("/") ? `${root}${place}` : `#${place}`;
}

/** With an address of its own, a schema's references would be looked for there. */
function withoutIdentity(schema: KnownSchema["schema"]): unknown {
  if (typeof schema === "boolean") return schema;
  const { $id: _id, $schema: _draft, ...rest } = schema;
  return rest;
}

function rootOf(key: string): string {
  return `#/$defs/${encodeURIComponent(key.replaceAll("~", "~0").replaceAll("/", "~1"))}`;
}
