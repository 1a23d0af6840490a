import { scopeOf } from "@larder/package-spec";
import type { SearchHitRow } from "@larder/registry-database";

/** Returns a hit as `npm search` and `pnpm search` read it. */
export function npmSearchObject(hit: SearchHitRow, publicUrl: string): object {
  const detail = { quality: 1, popularity: 1, maintenance: 1 };
  return {
    package: {
      name: hit.name,
      scope: scopeOf(hit.name)?.slice(1) ?? "unscoped",
      version: hit.version,
      description: hit.description ?? "",
      keywords: hit.keywords,
      date: hit.modifiedAt.toISOString(),
      links: { npm: `${publicUrl}/${hit.name}` },
      // Some clients read these without asking whether they are there.
      publisher: { username: "", email: "" },
      maintainers: [],
    },
    score: { final: hit.score, detail },
    searchScore: hit.score,
    flags: { unstable: hit.version.startsWith("0.") },
  };
}
