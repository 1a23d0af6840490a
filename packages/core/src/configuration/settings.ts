import type { JsonSchema } from "@larder/sdk";

import { isSection, type Json, type JsonObject, type Path } from "./json-tree.ts";
import { partAt, stepsOf } from "./schema-places.ts";

/** A setting shows when each of these places holds one of the values that stand with it. */
export type Condition = { readonly path: Path; readonly values: readonly Json[] };

/** One place of a configuration that its schema describes. */
export type Place = {
  readonly path: Path;
  /** Its own schema, with what it refers to filled in. */
  readonly schema: JsonSchema;
  /** Must it be there when what it stands in is there? */
  readonly isRequired: boolean;
  /** Empty for one that always shows; those of the sections it stands in come first. */
  readonly conditions: readonly Condition[];
};

/** A place that has a value of its own; everything else is a section. */
export type Setting = Place & {
  readonly isSecret: boolean;
  /** The variable of `x-env`. */
  readonly variable: string | undefined;
  /** The value of `x-generate`; undefined for one that is never made up. */
  readonly generate: Json | undefined;
};

/** What a schema describes, in its own order. */
export type Settings = { readonly settings: readonly Setting[]; readonly sections: readonly Place[] };

/** Deeper than anybody writes. */
const depthMax = 12;

const markers = ["x-env", "x-secret", "x-generate"] as const;

/** Returns every setting and every section that `schema` describes by name. What a pattern or an array holds is one setting. */
export function listSettings(schema: JsonSchema): Settings {
  const settings: Setting[] = [];
  const sections: Place[] = [];

  function visit(place: Place, above: readonly Place[]): void {
    const properties = propertiesOf(schema, place.schema);
    const isOne = markers.some((marker) => marker in place.schema) || above.some((one) => isSameShape(one, place));
    if (properties.size === 0 || above.length === depthMax || isOne) {
      settings.push(toSetting(schema, place));
      return;
    }
    sections.push(place);
    visitProperties(place, properties, above);
  }

  function visitProperties(place: Place, properties: ReadonlyMap<string, JsonSchema>, above: readonly Place[]): void {
    const { path, conditions, schema: own } = place;
    const required = requiredOf(schema, own);
    for (const [name, property] of properties) {
      const full = resolve(schema, property);
      const here = conditionsOf(full["x-visible-if"]);
      visit(
        {
          path: [...path, name],
          schema: full,
          isRequired: required.has(name),
          conditions: [...conditions, ...here],
        },
        [...above, place],
      );
    }
  }

  const root: Place = { path: [], schema: resolve(schema, schema), isRequired: true, conditions: [] };
  sections.push(root);
  visitProperties(root, propertiesOf(schema, root.schema), []);
  return { settings, sections };
}

/** Does a schema refer to itself? Then what stands there is one setting, of whatever depth. */
function isSameShape(above: Place, below: Place): boolean {
  return shapeOf(above.schema) === shapeOf(below.schema);
}

/** Returns what is the same object wherever a schema is referred to; undefined for one without properties. */
export function shapeOf({ properties, allOf }: JsonSchema): unknown {
  return properties ?? allOf;
}

function toSetting(root: JsonSchema, place: Place): Setting {
  const { "x-env": variable, "x-generate": generate } = place.schema;
  return {
    ...place,
    isSecret: hasSecret(root, place.schema),
    variable: typeof variable === "string" ? variable : undefined,
    generate: generate === undefined || generate === false ? undefined : (generate as Json),
  };
}

/**
 * Returns the setting that stands at `path` and that nothing describes by name: a key of a schema that lets in more, or
 * of a package without a schema. It is a secret where what it stands in takes secrets.
 */
export function unnamedSetting(root: JsonSchema, sections: readonly Place[], path: Path): Setting {
  const isSecret = sections.some(
    ({ path: above, schema: { properties: _named, ...rest } }) =>
      above.every((key, index) => path[index] === key) && hasSecret(root, rest),
  );
  return { path, schema: {}, isRequired: false, conditions: [], isSecret, variable: undefined, generate: undefined };
}

/** Is a secret anywhere in what `part` describes: in its lists, its choices, what it refers to? */
function hasSecret(root: JsonSchema, part: unknown, seen: Set<unknown> = new Set()): boolean {
  if (typeof part !== "object" || part === null || seen.has(part)) return false;
  seen.add(part);
  if (Array.isArray(part)) return part.some((one) => hasSecret(root, one, seen));
  const full = resolve(root, part as JsonSchema);
  if (full["x-secret"] === true) return true;
  return Object.entries(full).some(([key, one]) => !notApplied.has(key) && hasSecret(root, one, seen));
}

/** What stands here describes nothing by itself. */
const notApplied: ReadonlySet<string> = new Set(["$defs", "definitions", "default", "examples", "enum", "const"]);

/** `{"storage.kind": "s3", "storage.zone": ["eu", "us"]}`: all of them. */
function conditionsOf(value: unknown): readonly Condition[] {
  if (!isSection(value)) return [];
  return Object.entries(value).map(([path, wanted]) => ({
    path: path.split("."),
    values: Array.isArray(wanted) ? (wanted as readonly Json[]) : [wanted],
  }));
}

/** Returns the named properties of `part`, also those that its `allOf` adds. */
export function propertiesOf(root: JsonSchema, part: JsonSchema): ReadonlyMap<string, JsonSchema> {
  return new Map(
    partsOf(root, part).flatMap(({ properties }) =>
      isSection(properties) ? Object.entries(properties).filter(isNamedSchema) : [],
    ),
  );
}

function isNamedSchema(entry: readonly [string, Json]): entry is [string, JsonObject] {
  return isSection(entry[1]);
}

/** Returns the names that `part` requires, also in its `allOf`. */
export function requiredOf(root: JsonSchema, part: JsonSchema): ReadonlySet<string> {
  return new Set(
    partsOf(root, part).flatMap(({ required }) =>
      Array.isArray(required) ? required.filter((name) => typeof name === "string") : [],
    ),
  );
}

function partsOf(root: JsonSchema, part: JsonSchema, seen: Set<unknown> = new Set()): readonly JsonSchema[] {
  const { allOf } = part;
  if (!Array.isArray(allOf) || seen.has(allOf)) return [part];
  seen.add(allOf);
  return [part, ...allOf.filter(isSection).flatMap((one) => partsOf(root, resolve(root, one), seen))];
}

/** Returns `part` with what its `$ref` names in the same schema; its own keywords win. One that leads nowhere is left alone. */
export function resolve(root: JsonSchema, part: JsonSchema): JsonSchema {
  let full = part;
  for (let depth = 0; depth < depthMax; depth += 1) {
    const { $ref: reference, ...own } = full;
    if (typeof reference !== "string" || !reference.startsWith("#/")) return full;
    const found = partAt(root, stepsOf(reference.slice(1)));
    if (!isSection(found)) return full;
    full = { ...found, ...own };
  }
  return full;
}
