import { getPackage, listDownloadsByDay } from "@larder/registry-database";
import { z } from "zod";

import { readOrigin } from "../read-origin.ts";
import { factory } from "../registry-routes.ts";
import { packageName } from "../schemas.ts";
import { valid } from "../valid.ts";
import { daysOf, parsePeriod } from "./download-period.ts";

const params = z.object({ period: z.string().max(50), name: packageName });

/** `GET /downloads/point/:period/:name`: how often the archives of a package were downloaded. */
export const getDownloadsPoint = factory.createHandlers(valid("param", params), async (c) => {
  const { name, period: text } = c.req.valid("param");
  const { registry, caller } = c.var;
  const period = parsePeriod(text, registry.now());

  const origin = await readOrigin(registry, caller, name);
  if (origin.type === "hosted") await getPackage(registry.database.db, name);
  const days = await listDownloadsByDay(registry.database.db, { name, ...period });

  const downloads = days.reduce((sum, day) => sum + day.downloads, 0);
  return c.json({ downloads, start: period.from, end: period.to, package: name });
});

/** `GET /downloads/range/:period/:name`: the same for each day, also for those without downloads. */
export const getDownloadsRange = factory.createHandlers(valid("param", params), async (c) => {
  const { name, period: text } = c.req.valid("param");
  const { registry, caller } = c.var;
  const period = parsePeriod(text, registry.now());

  const origin = await readOrigin(registry, caller, name);
  if (origin.type === "hosted") await getPackage(registry.database.db, name);
  const days = await listDownloadsByDay(registry.database.db, { name, ...period });

  const counted = new Map(days.map(({ day, downloads }) => [day, downloads]));
  const downloads = daysOf(period).map((day) => ({ downloads: counted.get(day) ?? 0, day }));
  return c.json({ downloads, start: period.from, end: period.to, package: name });
});
