import { z } from "zod";

import { component, componentKind } from "./component-answers.ts";
import { dependencyMap, moment, nextPage, packageNameField, total, versionField } from "./scalars.ts";

export const packageSummary = z
  .object({
    name: packageNameField,
    version: versionField.meta({ description: "The version of `latest`." }),
    description: z.string().nullable(),
    keywords: z.array(z.string()),
    modified: moment.meta({ description: "When anything in the package changed last." }),
    domains: z.array(z.string()),
    plugins: z.array(z.string()),
    componentCounts: z
      .partialRecord(componentKind, z.int().min(1))
      .meta({ description: "Kind → how many components of it the latest version has." }),
  })
  .meta({ id: "PackageSummary", description: "One package in a list." });

export const packageList = z
  .object({ packages: z.array(packageSummary), total, next: nextPage.optional() })
  .meta({ id: "PackageList" });

const versionSummary = z
  .object({
    version: versionField,
    published: moment,
    publishedBy: z.string(),
    deprecated: z.string().nullable().meta({ description: "Why nobody should use it any more." }),
    size: z.int().min(0).meta({ description: "Of the archive, in bytes." }),
    unpackedSize: z.int().min(0).meta({ description: "Of its files, in bytes." }),
  })
  .meta({ id: "VersionSummary" });

export const versionList = z.object({ versions: z.array(versionSummary), next: nextPage }).meta({ id: "VersionList" });

export const packageDetail = packageSummary
  .extend({
    version: versionField.meta({ description: "The version that is shown: the one that was asked for, or `latest`." }),
    distTags: z.record(z.string(), versionField),
    versions: z.array(versionSummary).meta({ description: "The last 1,000, newest first, and the one that is shown." }),
    maintainers: z.array(z.string()),
    license: z.string().nullable(),
    homepage: z.string().nullable(),
    readme: z.string().nullable(),
    components: z.array(component),
    requires: dependencyMap,
    provides: dependencyMap,
    dependencies: dependencyMap,
  })
  .meta({ id: "PackageDetail", description: "What a page shows of a package." });
