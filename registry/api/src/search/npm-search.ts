import { scopeOf } from "@larder/package-spec";
import { isUnstable, type SearchHitRow } from "@larder/registry-database";

/** Returns a hit as `npm search` and `pnpm search` read it. */
export function npmSearchObject(hit: SearchHitRow, publicUrl: string): object {
  const { quality, popularity, scores, score } = hit;
  return {
    package: packageOf(hit, publicUrl),
    score: { final: score, detail: { quality, popularity, maintenance: scores.maintenance } },
    searchScore: score,
    flags: {
      ...(isUnstable(hit.version) ? { unstable: true } : {}),
      ...withoutNull({ deprecated: hit.deprecated }),
    },
  };
}

// Some clients read the publisher and the maintainers without asking whether they are there.
const unknown = { links: {}, publisher: { username: "", email: "" }, maintainers: [] };

function packageOf(hit: SearchHitRow, publicUrl: string): object {
  const { links, publisher, maintainers } = hit.about ?? unknown;
  return {
    name: hit.name,
    scope: scopeOf(hit.name)?.slice(1) ?? "unscoped",
    version: hit.version,
    description: hit.description ?? "",
    keywords: hit.keywords,
    date: (hit.publishedAt ?? hit.modifiedAt).toISOString(),
    links: { npm: `${publicUrl}/${hit.name}`, ...links },
    publisher,
    maintainers,
    ...withoutNull({ author: hit.author === null ? null : { name: hit.author }, license: hit.license }),
  };
}

function withoutNull(fields: { readonly [field: string]: unknown }): object {
  return Object.fromEntries(Object.entries(fields).filter(([, value]) => value !== null));
}
