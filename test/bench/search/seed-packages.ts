import type { RegistryDatabase } from "@larder/registry-database";

import { nameWords, scopeWords, sentenceWords, tagWords } from "./seed-words.ts";

/** How many packages a seeded registry has, and how many versions each. */
export type SeedSize = { readonly packages: number; readonly versionsEach: number };

/** What {@link seedPackages} never goes beyond: as many names as can be told apart. */
const seedPackagesMax = 200_000;

/** In how many packages one statement writes, so that no transaction grows without end. */
const batch = 10_000;

/**
 * Fills an empty registry with packages as they would be after years of publishing: names of words, some
 * in scopes; keywords that few share and many do not; a seventh with components and a range of hosts; a
 * manifest of each version, and what the latest one depends on.
 *
 * Everything follows from the number of a package, so that each run sees the same registry. There are no
 * archives behind the versions, and no documents: it is for lists and searches. Written by the database
 * itself, since a million inserts over the wire would take longer than what is measured.
 */
export async function seedPackages(
  database: RegistryDatabase,
  { packages, versionsEach }: SeedSize,
  progress: (line: string) => void,
): Promise<void> {
  if (packages > seedPackagesMax) throw new Error(`At most ${seedPackagesMax} packages can be told apart`);
  const startedAt = performance.now();
  await database.query("insert into users (name, created_at, is_admin) values ('seeder', now(), false)");
  for (let from = 0; from < packages; from += batch) {
    const to = Math.min(from + batch, packages);
    await database.transaction(async (query) => {
      // Every row is right by construction; checking each against its parents would take most of the time.
      await query("set local session_replication_role = replica");
      for (const statement of statementsFor({ from, to, versionsEach })) await query(statement);
    });
    progress(`seeded ${to} packages in ${((performance.now() - startedAt) / 1000).toFixed(0)} s`);
  }
  await database.query("update change_sequence set sequence = sequence + 1");
  await database.query("vacuum (analyze) packages, versions, search_documents, edges, components");
  await database.maintain();
}

type Batch = { readonly from: number; readonly to: number; readonly versionsEach: number };

function statementsFor(rows: Batch): string[] {
  return [
    `create temporary table seed on commit drop as ${facts(rows)}`,
    `insert into packages (name, created_at, modified_at, revision)
      select name, published_at, published_at, ${rows.versionsEach} from seed order by n`,
    `alter table seed add column package_id integer`,
    `update seed set package_id = packages.id from packages where packages.name = seed.name`,
    `insert into versions (package_id, version, manifest, integrity, shasum, size_bytes, unpacked_size_bytes, files, published_by, published_at)
      select package_id, ${versionOf("v")}, json_build_object(
          'name', name, 'version', ${versionOf("v")}, 'description', description, 'license', license,
          'dist', json_build_object('tarball', '', 'integrity', 'sha512-' || md5(name || v))),
        'sha512-' || md5(name || v), md5(name || v), 4096, 16384, '[]', ${seeder},
        published_at - make_interval(days => 3 * (${rows.versionsEach} - v))
      from seed, generate_series(1, ${rows.versionsEach}) v order by n, v`,
    `alter table seed add column version_id integer, add column version text`,
    `update seed set version_id = versions.id, version = versions.version from versions
      where versions.package_id = seed.package_id and versions.version = ${versionOf(String(rows.versionsEach))}`,
    `insert into dist_tags (package_id, tag, version) select package_id, 'latest', version from seed`,
    `insert into maintainers (package_id, user_id) select package_id, ${seeder} from seed`,
    `insert into edges (version_id, kind, target, range)
      select distinct on (version_id, target) version_id, 'prod', target, '^1.' || (n % 7) || '.0' from seed,
        lateral (values (popular), (popular2)) as dependency(target)`,
    `insert into edges (version_id, kind, target, range)
      select version_id, 'provides', 'capability:' || domain, '1.0.0' from seed where has_components`,
    `insert into components (version_id, kind, name, path, title, description, status)
      select version_id, kind, component, kind || 's/' || component, null, description, 'ok' from seed,
        lateral (values ('domain', domain), ('plugin', plugin), ('function', domain || '.' || plugin)) as found(kind, component)
      where has_components`,
    searchDocuments,
    downloads,
  ];
}

/** The version of this number, in SQL. */
const versionOf = (number: string): string => `((case when stable then 1 else 0 end) || '.' || ${number} || '.0')`;

const seeder = "(select id from users where name = 'seeder')";

/** A number of 0 to 1 that follows from the package and the salt. */
const chance = (salt: number): string => `((hashint8(n * 7919 + ${salt}) & 1048575) / 1048576.0)`;

/** One of `words`; with a `skew` above 1 the first ones far more often than the last ones. */
const pick = (words: readonly string[], salt: number, skew = 1): string =>
  `${listOf(words)}[1 + floor(${words.length} * power(${chance(salt)}, ${skew}))::int]`;

/** The word of a place in a name: its digit in the number of the package. */
const partOf = (words: readonly string[], divisor: number): string =>
  `${listOf(words)}[1 + (p / ${divisor}) % ${words.length}]`;

const listOf = (words: readonly string[]): string => `(array[${words.map((word) => `'${word}'`).join(",")}])`;

function facts({ from, to }: Batch): string {
  const [first, second, endings] = [nameWords.first, nameWords.second, nameWords.endings];
  const names = first.length * second.length * endings.length;
  const base = `${partOf(first, 1)} || '-' || ${partOf(second, first.length)} || ${partOf(endings, first.length * second.length)}`;
  const sentence = Array.from({ length: 9 }, (_, index) => pick(sentenceWords, 20 + index, 1.5)).join(` || ' ' || `);
  return `
    select n, p, name, first_word, keywords, initcap(first_word) || ' ' || ${sentence} as description,
      ${pick(["MIT", "Apache-2.0", "ISC", "BSD-3-Clause", "MPL-2.0", "UNLICENSED"], 1, 2)} as license,
      ${pick(scopeWords, 2, 1.5)} as author,
      ${pick(tagWords, 3, 2)} as domain,
      replace(first_word || '-' || (p % 400), '''', '') as plugin,
      p % 7 = 0 as has_components,
      p % 4 <> 0 as stable,
      'base-' || floor(400 * power(${chance(4)}, 3))::int as popular,
      'base-' || floor(4000 * power(${chance(5)}, 2))::int as popular2,
      ${chance(6)}::real as quality,
      power(${chance(7)}, 4)::real as popularity,
      timestamptz '2026-01-01' - make_interval(mins => ((p * 13) % 1000000)::int) as published_at
    from (
      select n, p, ${partOf(first, 1)} as first_word,
        (case when p % 5 < 2 then '@' || ${partOf(scopeWords, 1)} || (p % 10) || '/' else '' end) || ${base} as name,
        array[${pick(tagWords, 8, 2)}, ${pick(tagWords, 9, 1.2)}, ${partOf(second, first.length)}] as keywords
      from (select n, (n * 48271) % ${names} as p from generate_series(${from}::bigint, ${to - 1}::bigint) n) as numbered
    ) as named`;
}

const searchDocuments = `
  insert into search_documents (package_id, version_id, name, version, description, keywords, domains, plugins, kinds,
    component_counts, modified_at, published_at, author, license, host_range, host_versions, quality, popularity, about, terms, words)
  select package_id, version_id, name, version, description, keywords,
    case when has_components then array[domain] else '{}' end,
    case when has_components then array[plugin] else '{}' end,
    case when has_components then array['domain', 'function', 'plugin'] else '{}' end,
    case when has_components then '{"domain":1,"function":1,"plugin":1}'::jsonb else '{}'::jsonb end,
    published_at, published_at, author, license,
    case when has_components then '^1.' || (p % 9) || '.0' end,
    case when has_components then int8multirange(int8range(4398046511104 + (p % 9) * 2097152, 8796093022208)) end,
    quality, popularity,
    '{"links":{},"publisher":{"username":"seeder","email":""},"maintainers":[{"username":"seeder","email":""}]}',
    array['maintainer:seeder', 'author:' || lower(author), 'license:' || lower(license)]
      || array(select 'keyword:' || lower(keyword) from unnest(keywords) keyword)
      || case when name like '@%' then array['scope:' || split_part(name, '/', 1)] else '{}' end
      || case when stable then '{}' else array['is:unstable'] end
      || case when has_components then array['domain:' || domain, 'plugin:' || plugin, 'kind:domain', 'kind:plugin', 'kind:function', 'has:host'] else '{}' end,
    setweight(to_tsvector('larder', regexp_replace(name, '[^[:alnum:]]+', ' ', 'g')), 'A')
      || setweight(to_tsvector('larder', array_to_string(keywords, ' ')), 'B')
      || case when has_components then setweight(to_tsvector('larder', domain || ' ' || replace(plugin, '-', ' ')), 'B') else '' end
      || setweight(to_tsvector('larder', description), 'C')
  from seed`;

/** As many as make a package so popular, today: a registry takes from time to time what no download stands behind. */
const downloads = `
  insert into downloads (name, version, day, downloads)
  select name, version, (now() at time zone 'UTC')::date, round(exp(popularity * ln(1000001)) - 1)::bigint from seed`;
