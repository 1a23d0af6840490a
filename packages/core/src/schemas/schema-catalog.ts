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
  const list = (): readonly KnownSchema[] =>
    listPackages()
      .flatMap(schemasOf)
      .toSorted((left, right) => (fullNameOfSchema(left) < fullNameOfSchema(right) ? -1 : 1));
  return {
    list,
    get(name, origin) {
      const all = list();
      const own = origin === undefined ? [] : schemasOf(origin);
      // A package that is loaded in the place of another version of itself means what it brings itself.
      const others = all.filter(({ packageName }) => packageName !== origin?.name);
      const namesakes = [...own, ...others].filter((known) => known.name === name || fullNameOfSchema(known) === name);
      const asker = origin === undefined ? undefined : { packageName: origin.name, requires: origin.requires };
      const [first, ...more] = nearestNamesakes(namesakes, asker);
      if (first === undefined) throw new UnknownSchemaError(name, [...new Set(all.map((known) => known.name))]);
      if (more.length > 0) throw new AmbiguousSchemaError(name, [first, ...more].map(fullNameOfSchema).toSorted());
      return first;
    },
  };
}

function schemasOf(source: SchemaSource): readonly KnownSchema[] {
  return (source.schemas ?? []).map(({ name, schema }) => ({ name, schema, packageName: source.name, source }));
}
