import type { JsonSchema } from "@larder/sdk";

import { partAt, stepsOf } from "../configuration/schema-places.ts";
import { mapSubschemas } from "./map-subschemas.ts";

/** So many parts a schema may have once all is in its place. */
const partsMax = 500;

/** What keeps a schema as it is: it refers to itself, or by a name, or becomes too large. */
class NotInlined extends Error {}

/**
 * Returns `joined` with its definitions `keys` where it refers to them, and without them; `joined` itself where one of
 * them refers to itself, or where too much would stand there. What refers to nothing is checked many times faster,
 * and whoever reads it sees what is meant.
 */
export function inlineDefinitions(joined: JsonSchema, keys: ReadonlySet<string>): JsonSchema {
  try {
    const { $defs, ...rest } = joined;
    const own = Object.entries($defs ?? {}).filter(([key]) => !keys.has(key));
    const written = new Inlining(joined, keys).write(
      own.length === 0 ? rest : { ...rest, $defs: fromEntries(own) },
      [],
    );
    return written as JsonSchema;
  } catch (failure) {
    if (failure instanceof NotInlined) return joined;
    throw failure;
  }
}

function fromEntries(entries: readonly (readonly [string, unknown])[]): object {
  return Object.fromEntries(entries);
}

class Inlining {
  readonly #root: JsonSchema;
  readonly #keys: ReadonlySet<string>;
  #parts = 0;

  constructor(root: JsonSchema, keys: ReadonlySet<string>) {
    this.#root = root;
    this.#keys = keys;
  }

  /** `inside` are the definitions in which `node` stands, each by how it was referred to. */
  write(node: unknown, inside: readonly string[]): unknown {
    this.#parts += 1;
    if (this.#parts > partsMax) throw new NotInlined();
    if (Array.isArray(node)) return node.map((item) => this.write(item, inside));
    if (typeof node !== "object" || node === null) return node;
    if (inside.length > 0) assertNameless(node);
    const { $ref: target, ...rest } = node as { readonly [keyword: string]: unknown };
    if (typeof target !== "string") return this.#writeAll(node, inside);
    const definition = this.#find(target, inside);
    if (definition === undefined) return { $ref: target, ...this.#writeAll(rest, inside) };
    const written = this.write(definition, [...inside, target]);
    if (Object.keys(rest).length === 0) return written;
    const others = Array.isArray(rest["allOf"]) ? (rest["allOf"] as readonly unknown[]) : [];
    return { ...this.#writeAll(rest, inside), allOf: [...others.map((one) => this.write(one, inside)), written] };
  }

  #writeAll(node: object, inside: readonly string[]): { readonly [keyword: string]: unknown } {
    return mapSubschemas(node, (part) => this.write(part, inside));
  }

  /** Returns what `target` means; undefined for a place of the schema itself, which stays where it is. */
  #find(target: string, inside: readonly string[]): unknown {
    const [defs, key = "", ...steps] = target.startsWith("#/") ? stepsOf(target.slice(1)) : [];
    if (defs !== "$defs" || !this.#keys.has(key)) {
      // In a definition everything refers to definitions, but for what has a name (`#word`), which may stand in any.
      if (inside.length > 0 || /^#[^/]/.test(target)) throw new NotInlined();
      return undefined;
    }
    if (inside.includes(target)) throw new NotInlined();
    const found = partAt((this.#root["$defs"] as JsonSchema)[key], steps);
    if (found === undefined) throw new NotInlined();
    return withoutDefinitions(found);
  }
}

/** With an address of its own, what stands in it would refer to something else; with a name, it may stand nowhere twice. */
function assertNameless(schema: object): void {
  if ("$id" in schema || "$anchor" in schema || "$dynamicAnchor" in schema) throw new NotInlined();
}

/** All that refers to them is in its place. */
function withoutDefinitions(schema: unknown): unknown {
  if (typeof schema !== "object" || schema === null || Array.isArray(schema)) return schema;
  const { $defs: _defs, ...rest } = schema as JsonSchema;
  return rest;
}
