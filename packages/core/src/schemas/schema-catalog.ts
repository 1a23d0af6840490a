import type { DomainSchema } from "@larder/package-contents";

import { nearestNamesakes } from "../actions/nearest-namesakes.ts";
import { AmbiguousSchemaError, UnknownSchemaError } from "./schema-errors.ts";

/** A schema of a domain, and whose it is. */
export type KnownSchema = DomainSchema & { readonly packageName: string; readonly source: SchemaSource };

/** A package that may bring schemas. */
export type SchemaSource = {
  readonly name: string;
  readonly requires: readonly string[];
  readonly schemas?: readonly DomainSchema[] | undefined;
};

/** The schemas of the domains of a host, each known as `domain.schema` to every package. */
export type SchemaCatalog = {
  /** All of them, sorted by their full names. */
  list(): readonly KnownSchema[];
  /**
   * Returns the schema that `name`, short or full, means to `origin`, whose own come first. Throws
   * {@link UnknownSchemaError} or {@link AmbiguousSchemaError}.
   */
  get(name: string, origin?: SchemaSource): KnownSchema;
};

/** Returns the name that no other schema has: `@home/words/linguistics.word`. */
export function fullNameOfSchema({ packageName, name }: KnownSchema): string {
  return `${packageName}/${name}`;
}

/**
 * Returns the catalog of what `listPackages` returns at the time. A schema is data: it is known whether its package runs
 * or not, so that what a host is does not depend on who was started first.
 */
export function createSchemaCatalog(listPackages: () => readonly SchemaSource[]): SchemaCatalog {
  let index: SchemaIndex | undefined;
  // Asked for with every reference; packages come and go rarely.
  const current = (): SchemaIndex => {
    const sources = listPackages();
    if (index === undefined || !sameSources(sources, index.sources)) index = createIndex(sources);
    return index;
  };
  return {
    list: () => current().all,
    get(name, origin) {
      const { all, byName, sources } = current();
      // A package that is loaded in the place of another version of itself means what it brings itself.
      const isHeld = origin !== undefined && !sources.some((source) => isSame(source, origin));
      const own = isHeld ? schemasOf(origin).filter((known) => namesOf(known).includes(name)) : [];
      const others = (byName.get(name) ?? []).filter(({ packageName }) => !isHeld || packageName !== origin.name);
      const asker = origin === undefined ? undefined : { packageName: origin.name, requires: origin.requires };
      const [first, ...more] = nearestNamesakes([...own, ...others], asker);
      if (first === undefined) throw new UnknownSchemaError(name, [...new Set(all.map((known) => known.name))]);
      if (more.length > 0) throw new AmbiguousSchemaError(name, [first, ...more].map(fullNameOfSchema).toSorted());
      return first;
    },
  };
}

type SchemaIndex = {
  readonly sources: readonly SchemaSource[];
  /** Sorted by their full names. */
  readonly all: readonly KnownSchema[];
  /** By short names and by full ones. */
  readonly byName: ReadonlyMap<string, readonly KnownSchema[]>;
};

function isSame(source: SchemaSource, other: SchemaSource): boolean {
  return source.name === other.name && source.schemas === other.schemas;
}

function createIndex(sources: readonly SchemaSource[]): SchemaIndex {
  const all = sources
    .flatMap(schemasOf)
    .toSorted((left, right) => (fullNameOfSchema(left) < fullNameOfSchema(right) ? -1 : 1));
  const byName = new Map<string, KnownSchema[]>();
  for (const known of all) {
    for (const name of namesOf(known)) {
      const namesakes = byName.get(name);
      if (namesakes === undefined) byName.set(name, [known]);
      else namesakes.push(known);
    }
  }
  return { sources, all, byName };
}

function sameSources(left: readonly SchemaSource[], right: readonly SchemaSource[]): boolean {
  return left.length === right.length && left.every((source, place) => source === right[place]);
}

function namesOf(known: KnownSchema): readonly string[] {
  return [known.name, fullNameOfSchema(known)];
}

function schemasOf(source: SchemaSource): readonly KnownSchema[] {
  return (source.schemas ?? []).map(({ name, schema }) => ({ name, schema, packageName: source.name, source }));
}
