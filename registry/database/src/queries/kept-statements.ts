import type { Database } from "../database.ts";
import { SearchSlots, type SearchValues } from "./search-slots.ts";

/** A statement of Drizzle, to be run once or to be kept. */
export type KeptStatement<Row> = PromiseLike<Row[]> & {
  prepare(name: string): { execute(values: Record<string, unknown>): PromiseLike<Row[]> };
};

type Prepared = { execute(values: Record<string, unknown>): PromiseLike<unknown[]> };

/** Of one name, of which there are eight. Each stays prepared on every connection of a server, where one that ranks takes up to 200 kB: so there may only be some tens of those. */
const keptMax = 24;

/** Of how many parts a form may be that is kept: one of more is rare, and there are many like it. */
const usual = { keywords: 16, allow: 4, anyOf: 1 } as const;

const keptOf = new WeakMap<Database, Map<string, Prepared>>();

/**
 * Runs the statement that `build` makes of these values, and keeps it for the next values of the same names when the
 * form is a usual one. `name` tells apart what different `build`s make.
 */
export async function runKept<Row>(
  db: Database,
  name: string,
  values: SearchValues,
  build: (slots: SearchSlots) => KeptStatement<Row>,
): Promise<Row[]> {
  const form = `${name}:${Object.keys(values).join()}`;
  const kept = keptOf.get(db) ?? new Map<string, Prepared>();
  keptOf.set(db, kept);
  const known = kept.get(form);
  if (known === undefined && (isFull(kept, name) || !isUsual(values))) return build(new SearchSlots(values, false));
  const prepared = known ?? build(new SearchSlots(values, true)).prepare(name);
  kept.set(form, prepared);
  return (await prepared.execute({ ...values })) as Row[];
}

function isFull(kept: ReadonlyMap<string, Prepared>, name: string): boolean {
  return [...kept.keys()].filter((form) => form.startsWith(`${name}:`)).length >= keptMax;
}

function isUsual(values: SearchValues): boolean {
  const slots = new SearchSlots(values, false);
  return Object.entries(usual).every(([slot, most]) => slots.numbered(slot).length <= most);
}
