import { isJsonObject, type JsonObject } from "@larder/packument";
import { isRange, isVersion, satisfies } from "@larder/package-spec";

import { type AdvisedRemedy, advisedRemedy } from "./advised-remedy.ts";
import type { Advisories } from "./find-advisories.ts";

/** Name → version → the paths on which it is installed, such as `express>send>ms`. */
export type Installed = ReadonlyMap<string, ReadonlyMap<string, readonly string[]>>;

/** A package may be there in a thousand places; the first few say enough. */
const pathsMax = 20;

/** Paths end here, however deep a tree is: each holds the ones above it, which adds up. */
const pathLengthMax = 2000;

type Finding = { readonly version: string; readonly paths: readonly string[] };

/** Lists what a tree of dependencies, as older clients send it, holds: name → `{ version, dependencies }`. */
export function listInstalled(dependencies: object): Installed {
  const installed = new Map<string, Map<string, string[]>>();
  const open: { readonly dependencies: object; readonly path: string }[] = [{ dependencies, path: "" }];
  for (let level = open.pop(); level !== undefined; level = open.pop()) {
    for (const [name, node] of Object.entries(level.dependencies) as [string, unknown][]) {
      if (!isJsonObject(node) || typeof node["version"] !== "string") continue;
      const path = pathBelow(level.path, name);
      const versions = installed.get(name) ?? new Map<string, string[]>();
      const paths = versions.get(node["version"]) ?? [];
      if (paths.length < pathsMax) paths.push(path);
      installed.set(name, versions.set(node["version"], paths));
      if (isJsonObject(node["dependencies"])) open.push({ dependencies: node["dependencies"], path });
    }
  }
  return installed;
}

/** What does not fit is left out: a deep tree would have as many long paths as it has packages. */
function pathBelow(above: string, name: string): string {
  if (above === "") return name.slice(0, pathLengthMax);
  return above.length + name.length < pathLengthMax ? `${above}>${name}` : above;
}

/** Returns the report of an audit in the older form: advisories by their number, each with where it was found. */
export function auditReport(installed: Installed, advisories: Advisories): JsonObject {
  const counts: { [severity: string]: number } = { info: 0, low: 0, moderate: 0, high: 0, critical: 0 };
  const reported: { [id: string]: JsonObject } = {};
  for (const [name, list] of advisories) {
    for (const advisory of list) {
      const { id, severity } = advisory;
      const found = findAdvised(installed.get(name) ?? new Map<string, string[]>(), advisory);
      if (typeof id !== "number" || found === undefined) continue;
      reported[id] = { ...found.remedy, ...advisory, module_name: name, findings: found.findings };
      if (typeof severity === "string" && Object.hasOwn(counts, severity)) {
        counts[severity] = (counts[severity] ?? 0) + found.findings.length;
      }
    }
  }
  const total = [...installed.values()].reduce((sum, versions) => sum + versions.size, 0);
  return {
    actions: [],
    advisories: reported,
    muted: [],
    metadata: {
      vulnerabilities: counts,
      dependencies: total,
      devDependencies: 0,
      optionalDependencies: 0,
      totalDependencies: total,
    },
  };
}

type Advised = { readonly findings: readonly Finding[]; readonly remedy: AdvisedRemedy };

/** Returns where the versions are that `advisory` is about; `undefined` when none of them is. */
function findAdvised(versions: ReadonlyMap<string, readonly string[]>, advisory: JsonObject): Advised | undefined {
  const { vulnerable_versions: range } = advisory;
  if (typeof range !== "string" || !isRange(range)) return undefined;
  const findings = [...versions]
    .filter(([version]) => isVersion(version) && satisfies(version, range))
    .map(([version, paths]) => ({ version, paths }));
  return findings.length === 0 ? undefined : { findings, remedy: advisedRemedy(range) };
}
