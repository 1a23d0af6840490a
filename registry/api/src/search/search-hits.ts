import type { Component } from "@larder/package-contents";
import type { SearchHit } from "@larder/registry-client";
import { type Database, listComponentsOfVersions, type SearchHitRow } from "@larder/registry-database";

import { packageSummary } from "./package-summary.ts";

/** What of a package was asked for by name or kind. */
export type WantedComponents = {
  readonly domain?: string | undefined;
  readonly plugin?: string | undefined;
  readonly kind?: string | undefined;
};

/** Returns hits as they travel, each with the components that made it one when any were asked for. */
export async function searchHits(
  db: Database,
  rows: readonly SearchHitRow[],
  wanted: WantedComponents,
): Promise<SearchHit[]> {
  const asksForComponents = Object.values(wanted).some((value) => value !== undefined);
  const versionIds = rows.flatMap(({ versionId }) => (versionId === null ? [] : [versionId]));
  const components = asksForComponents
    ? await listComponentsOfVersions(db, versionIds)
    : new Map<number, Component[]>();
  return rows.map((row) => {
    const own = row.versionId === null ? [] : (components.get(row.versionId) ?? []);
    const matched = own.filter((component) => isWanted(component, wanted));
    return { ...packageSummary(row), score: row.score, matched };
  });
}

/** A domain's schemas and functions are named `domain.name`, a plugin's links `plugin.name`. */
function isWanted({ kind, name }: Component, wanted: WantedComponents): boolean {
  const { domain, plugin } = wanted;
  if (wanted.kind === kind) return true;
  if (
    domain !== undefined &&
    (kind === "domain" ? name === domain : isPartOf(kind, name, domain, ["schema", "function"]))
  ) {
    return true;
  }
  return plugin !== undefined && (kind === "plugin" ? name === plugin : isPartOf(kind, name, plugin, ["link"]));
}

function isPartOf(kind: string, name: string, owner: string, kinds: readonly string[]): boolean {
  return kinds.includes(kind) && name.startsWith(`${owner}.`);
}
