/*
 * Records the documents that the tests of real graphs are solved with, and prints what was kept:
 *
 *   node test/real-graphs/record.ts <url of a registry> [folder for whole documents]
 *
 * Both resolvers solve every root over a registry in between, which notes what they read. What is
 * kept of it is what resolving reads: of each package the versions that a range can get, and some
 * that tempt; no address, and of an integrity only whether there is one.
 */
import { existsSync } from "node:fs";
import { mkdir, readFile, writeFile } from "node:fs/promises";
import { tmpdir } from "node:os";
import { join } from "node:path";

import type { AbbreviatedPackument } from "@larder/packument";
import type { PackageName } from "@larder/package-spec";
import { resolve, type ResolvedNode } from "@larder/resolver";

import { countWithArborist } from "./count-with-arborist.ts";
import { hostWanting } from "./host-wanting.ts";
import { hosts } from "./roots.ts";
import { serveDocuments } from "./serve-documents.ts";
import { trimUniverse } from "./trim-universe.ts";
import { writeUniverse } from "./universe.ts";

const [registry, folder = join(tmpdir(), "larder-real-documents")] = process.argv.slice(2);
if (registry === undefined) throw new Error("Name the registry to record from");
await mkdir(folder, { recursive: true });

const documents = new Map<PackageName, AbbreviatedPackument | undefined>();

async function fetchDocument(name: PackageName): Promise<AbbreviatedPackument | undefined> {
  if (!documents.has(name)) documents.set(name, await readDocument(name));
  return documents.get(name);
}

async function readDocument(name: PackageName): Promise<AbbreviatedPackument | undefined> {
  const path = join(folder, encodeURIComponent(name));
  if (!existsSync(path)) {
    const headers = { accept: "application/vnd.npm.install-v1+json" };
    const response = await fetch(new URL(name.replace("/", "%2f"), registry), { headers });
    if (!response.ok && response.status !== 404) throw new Error(`${name} gave ${response.status}`);
    await writeFile(path, response.ok ? await response.text() : "null");
  }
  return (JSON.parse(await readFile(path, "utf8")) as AbbreviatedPackument | null) ?? undefined;
}

const keyOf = ({ name, version }: ResolvedNode): string => `${name}@${version}`;
const chosen = new Set<string>();
await using server = await serveDocuments(fetchDocument);
for (const wants of hosts) {
  const outcome = await resolve(hostWanting(wants), { fetch: fetchDocument });
  if (outcome.outcome === "solved") for (const node of outcome.resolution.nodes) chosen.add(keyOf(node));
  const { packages, refusal } = await countWithArborist(wants, server.url);
  for (const key of packages) chosen.add(key);
  const ours = outcome.outcome === "solved" ? new Set(outcome.resolution.nodes.map(keyOf)) : undefined;
  process.stdout.write(`${wants.join(" ")} ${ours?.size ?? "conflict"} ${packages.size} ${refusal ?? ""}\n`);
}
const universe = await trimUniverse(fetchDocument, hosts.flat(), chosen);
const bytes = await writeUniverse(universe);
process.stdout.write(`${universe.size} packages, ${bytes} bytes\n`);
