import type { Packument } from "@larder/packument";
import { parsePackageName, parseVersion } from "@larder/package-spec";
import type { PackageDetail, PackageSummary, SearchHit } from "@larder/registry-client";

import type { PagesSource } from "../pages.tsx";

/** Returns a package that states only what matters to a test. */
export function aPackage(name: string, facts: Partial<PackageDetail> = {}): PackageDetail {
  return {
    name: parsePackageName(name),
    version: parseVersion("1.0.0"),
    description: null,
    keywords: [],
    modified: "2026-01-02T03:04:05.000Z",
    domains: [],
    plugins: [],
    componentCounts: {},
    distTags: { latest: parseVersion("1.0.0") },
    versions: [
      {
        version: parseVersion("1.0.0"),
        published: "2026-01-02T03:04:05.000Z",
        publishedBy: "ada",
        deprecated: null,
        size: 1000,
        unpackedSize: 4000,
      },
    ],
    maintainers: ["ada"],
    license: "MIT",
    homepage: null,
    readme: null,
    components: [],
    requires: {},
    provides: {},
    dependencies: {},
    ...facts,
  };
}

/** The registry's API in memory, as the pages see it. */
export function memorySource(packages: readonly PackageDetail[], uplinked: readonly Packument[] = []): PagesSource {
  return {
    fetchPackument: async (name) => uplinked.find((packument) => packument.name === name),
    listPackages: async (page = {}) => ({ packages: pageOf(packages, page), total: packages.length }),
    findPackage: async (name) => packages.find((detail) => detail.name === name),
    search: async ({ text = "", domain, plugin, kind, ...page }) => {
      const fitting = packages.filter(
        ({ name, domains, plugins, components }) =>
          name.includes(text) &&
          (domain === undefined || domains.includes(domain)) &&
          (plugin === undefined || plugins.includes(plugin)) &&
          (kind === undefined || components.some((component) => component.kind === kind)),
      );
      return { hits: pageOf(fitting, page).map(toHit), total: fitting.length };
    },
  };
}

function pageOf(all: readonly PackageDetail[], { from = 0, size = 20 }): readonly PackageDetail[] {
  return all.slice(from, from + size);
}

function toHit(detail: PackageSummary): SearchHit {
  return { ...detail, score: 1, matched: [] };
}
