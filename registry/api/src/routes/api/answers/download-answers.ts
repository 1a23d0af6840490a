import { z } from "zod";

import { packageNameField, total, versionField } from "./scalars.ts";

const day = z.iso.date().meta({ description: "In UTC." });

export const packageDownloads = z
  .object({
    name: packageNameField,
    from: day,
    to: day,
    total,
    days: z.array(z.object({ day, downloads: total })),
    versions: z.array(z.object({ version: versionField, downloads: total })),
  })
  .meta({ id: "PackageDownloads", description: "How often the archives of a package were downloaded." });
