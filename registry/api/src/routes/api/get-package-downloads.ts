import { getPackage, listDownloadsByDay, listDownloadsByVersion } from "@larder/registry-database";
import { z } from "zod";

import { daysOf, parsePeriod } from "../downloads/download-period.ts";
import { operation } from "../openapi/operation.ts";
import { readOrigin } from "../read-origin.ts";
import { factory } from "../registry-routes.ts";
import { packageParams } from "../schemas.ts";
import { valid } from "../valid.ts";
import { packageDownloads } from "./answers/download-answers.ts";

const description = operation({
  id: "getDownloads",
  tag: "packages",
  summary: "Returns how often the archives of a package were downloaded, by day and by version",
  answer: packageDownloads,
  refusals: { 404: "There is no such package here, or the caller may not see it" },
});

const query = z.object({
  period: z
    .string()
    .max(50)
    .default("last-month")
    .meta({ description: "`last-day`, `last-week`, `last-month`, `last-year`, a day, or `FROM:TO`." }),
});

/** `GET /-/api/v1/packages/:name/downloads?period`: how often its archives were downloaded. */
export const getPackageDownloads = factory.createHandlers(
  description,
  valid("param", packageParams),
  valid("query", query),
  async (c) => {
    const { name } = c.req.valid("param");
    const { registry, caller } = c.var;
    const { db } = registry.database;
    const period = parsePeriod(c.req.valid("query").period, registry.now());

    const origin = await readOrigin(registry, caller, name);
    if (origin.type === "hosted") await getPackage(db, name);
    const counted = await listDownloadsByDay(db, { name, ...period });
    const versions = await listDownloadsByVersion(db, { name, ...period });

    const byDay = new Map(counted.map(({ day, downloads }) => [day, downloads]));
    const days = daysOf(period).map((day) => ({ day, downloads: byDay.get(day) ?? 0 }));
    const total = days.reduce((sum, { downloads }) => sum + downloads, 0);
    return c.json({ name, ...period, total, days, versions });
  },
);
