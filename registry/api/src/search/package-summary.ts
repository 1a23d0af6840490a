import type { PackageSummary } from "@larder/registry-client";
import type { PackageSummaryRow } from "@larder/registry-database";

/** Returns what lists show of a package, as it travels. */
export function packageSummary(row: PackageSummaryRow): PackageSummary {
  const { name, version, description, keywords, modifiedAt, domains, plugins, componentCounts } = row;
  return {
    name,
    version,
    description,
    keywords,
    modified: modifiedAt.toISOString(),
    domains,
    plugins,
    componentCounts,
  };
}
