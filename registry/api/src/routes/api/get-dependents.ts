import { isRange, isVersion, parseVersion, satisfies, type Version } from "@larder/package-spec";
import type { DependentList } from "@larder/registry-client";
import {
  type Database,
  type Dependent,
  edgeKinds,
  listDependents,
  type ReadableNames,
} from "@larder/registry-database";
import { z } from "zod";

import { readableRules } from "../../accounts/readable-rules.ts";
import { operation } from "../openapi/operation.ts";
import { readOrigin } from "../read-origin.ts";
import { factory } from "../registry-routes.ts";
import { packageParams, pageSize } from "../schemas.ts";
import { valid } from "../valid.ts";
import { dependentList } from "./answers/dependent-answers.ts";
import { cursorQuery, formatCursor, parseCursor, rowNumber } from "./cursor.ts";
import { pageAfter } from "./page-after.ts";

const description = operation({
  id: "listDependents",
  tag: "packages",
  summary: "Lists the packages whose latest versions name a package, the last published first",
  answer: dependentList,
  refusals: { 404: "The caller may not see the package" },
});

const query = z.object({
  version: z
    .string()
    .max(256)
    .refine((text): boolean => isVersion(text), "must be a version")
    .optional()
    .meta({ description: "Only those whose range covers this version." }),
  kind: z.enum(edgeKinds).optional(),
  after: cursorQuery,
  size: pageSize,
});

const place = z.tuple([rowNumber, z.enum(edgeKinds)]);

/** `GET /-/api/v1/packages/:name/dependents?version&kind&after&size`: who would notice a change. */
export const getDependents = factory.createHandlers(
  description,
  valid("param", packageParams),
  valid("query", query),
  async (c) => {
    const { name } = c.req.valid("param");
    const { version, kind, after, size } = c.req.valid("query");
    const { registry, caller } = c.var;
    const [versionId, lastKind] = parseCursor(place, after) ?? [];

    // Also of a package that comes from elsewhere: what is published here may depend on it.
    await readOrigin(registry, caller, name);
    const found = await findPage(registry.database.db, {
      target: name,
      kinds: kind === undefined ? undefined : [kind],
      version: version === undefined ? undefined : parseVersion(version),
      readable: readableRules(caller, registry.configuration.rules),
      after: versionId === undefined || lastKind === undefined ? undefined : { versionId, kind: lastKind },
      size,
    });

    const dependents = found.page.map((dependent) => ({
      package: dependent.package,
      version: dependent.version,
      kind: dependent.kind,
      range: dependent.range,
    }));
    return c.json({ dependents, next: found.next } satisfies DependentList as object);
  },
);

type Place = Pick<Dependent, "versionId" | "kind">;
type Wanted = {
  readonly target: string;
  readonly kinds: readonly Dependent["kind"][] | undefined;
  readonly version: Version | undefined;
  readonly readable: ReadableNames | undefined;
  readonly after: Place | undefined;
  readonly size: number;
};

/** How many rows are looked through for one page; a page may end early, and say where the next one begins. */
const lookedThroughMax = 2000;
const batchMin = 100;

/** Only the registry knows what a range covers, so rows are read in order until a page of them is full. */
async function findPage(db: Database, wanted: Wanted): Promise<{ page: Dependent[]; next: string | null }> {
  const { version, size, kinds, readable, target } = wanted;
  const filter = { target, ...(kinds === undefined ? {} : { kinds }), ...(readable === undefined ? {} : { readable }) };
  const batch = version === undefined ? size + 1 : Math.max(size + 1, batchMin);
  const fitting: Dependent[] = [];
  let { after } = wanted;
  for (let lookedThrough = 0; lookedThrough < lookedThroughMax; lookedThrough += batch) {
    const rows = await listDependents(db, filter, { after, size: batch });
    fitting.push(...rows.filter(({ range }) => version === undefined || covers(range, version)));
    after = rows.at(-1) ?? after;
    if (fitting.length > size || rows.length < batch) {
      const { page, next } = pageAfter(fitting, size, cursorOf);
      return { page: [...page], next };
    }
  }
  return { page: fitting, next: after === undefined ? null : cursorOf(after) };
}

function cursorOf({ versionId, kind }: Place): string {
  return formatCursor([versionId, kind]);
}

/** Tags, addresses and aliases are no ranges, and cover nothing that could be told here. */
function covers(range: string, version: Version): boolean {
  return isRange(range) && satisfies(version, range);
}
