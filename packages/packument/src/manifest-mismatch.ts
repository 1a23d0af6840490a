import { unscopedName, type PackageName } from "@larder/package-spec";

import { listBundledDependencies } from "./bundled-dependencies.ts";
import { implicitInstallScript, installScripts } from "./install-script.ts";
import { isJsonObject } from "./json.ts";
import type { Json, JsonObject } from "./manifest.ts";

/** A field on which a manifest and the `package.json` in its archive disagree, each side as compact JSON. */
export type ManifestMismatch = { readonly field: string; readonly published: string; readonly packed: string };

/** What the archive tells besides its `package.json`. */
export type ArchiveFacts = { readonly hasBindingGyp: boolean };

/**
 * Finds the first field on which a published manifest disagrees with the `package.json` of its archive.
 *
 * Clients normalise the manifest before they send it, so both sides are normalised first, in npm's
 * way. Only what decides about an installation is compared: what is fetched, what is linked, what runs.
 */
export function findManifestMismatch(
  manifest: JsonObject,
  packageJson: JsonObject,
  archive: ArchiveFacts,
): ManifestMismatch | undefined {
  const published = comparableFields(manifest, archive);
  const packed = comparableFields(packageJson, archive);
  const binDirectory = isJsonObject(packageJson["directories"]) ? packageJson["directories"]["bin"] : undefined;
  if (packageJson["bin"] === undefined && typeof binDirectory === "string") {
    // npm lists the files of `directories.bin` in the manifest; they cannot leave that directory.
    packed.set("bin", binsInside(published.get("bin"), cleanPath(binDirectory)));
  }

  for (const [field, value] of published) {
    const sides = { published: canonicalJson(value), packed: canonicalJson(packed.get(field)) };
    if (sides.published !== sides.packed) return { field, ...sides };
  }
  return undefined;
}

function comparableFields(manifest: JsonObject, { hasBindingGyp }: ArchiveFacts): Map<string, Json> {
  const optional = textsOf(manifest["optionalDependencies"]);
  const bundled = listBundledDependencies(manifest);
  // npm adds what is bundled and is no dependency to the manifest, as one in any version.
  const dependencies = {
    ...Object.fromEntries(bundled.map((name) => [name, "*"])),
    ...textsOf(manifest["dependencies"]),
  };
  return new Map<string, Json>([
    ["name", manifest["name"] ?? null],
    ["version", cleanVersion(manifest["version"])],
    ["bundleDependencies", bundled],
    ["dependencies", without(dependencies, optional)],
    ["optionalDependencies", optional],
    ["devDependencies", textsOf(manifest["devDependencies"])],
    ["peerDependencies", textsOf(manifest["peerDependencies"])],
    ["peerDependenciesMeta", optionalPeers(manifest["peerDependenciesMeta"])],
    ["bin", binOf(manifest)],
    ["scripts", installScriptsOf(manifest["scripts"], hasBindingGyp)],
    ["larder", isJsonObject(manifest["larder"]) ? manifest["larder"] : null],
  ]);
}

function cleanVersion(version: Json | undefined): Json {
  return typeof version === "string"
    ? version
        .trim()
        .replace(/^[=v\s]+/, "")
        .replace(/\+.*$/, "")
    : null;
}

function textsOf(value: Json | undefined): { readonly [name: string]: string } {
  if (!isJsonObject(value)) return {};
  const texts = Object.entries(value).filter((entry): entry is [string, string] => typeof entry[1] === "string");
  return Object.fromEntries(texts.map(([name, text]) => [name, text.trim()]));
}

function without(map: { readonly [name: string]: string }, other: { readonly [name: string]: string }): JsonObject {
  return Object.fromEntries(Object.entries(map).filter(([name]) => other[name] === undefined));
}

function optionalPeers(value: Json | undefined): Json {
  if (!isJsonObject(value)) return [];
  const names = Object.entries(value).filter(([, meta]) => isJsonObject(meta) && meta["optional"] === true);
  return names.map(([name]) => name).toSorted();
}

/** One text means a command with the name of the package; paths lose `./` and cannot climb. */
function binOf(manifest: JsonObject): JsonObject {
  const { bin, name } = manifest;
  if (typeof bin === "string" && typeof name === "string") {
    return { [unscopedName(name as PackageName)]: cleanPath(bin) };
  }
  const entries = Object.entries(textsOf(bin)).map(([command, path]) => [
    command.split(/[\\/:]/).at(-1) ?? command,
    cleanPath(path),
  ]);
  return Object.fromEntries(entries);
}

function binsInside(bin: Json | undefined, directory: string): Json {
  if (!isJsonObject(bin)) return {};
  const inside = Object.entries(bin).filter(([, path]) => typeof path === "string" && path.startsWith(`${directory}/`));
  return Object.fromEntries(inside);
}

function cleanPath(path: string): string {
  const segments: string[] = [];
  for (const segment of path.replaceAll("\\", "/").split("/")) {
    if (segment === "..") segments.pop();
    else if (segment !== "" && segment !== ".") segments.push(segment);
  }
  return segments.join("/");
}

function installScriptsOf(value: Json | undefined, hasBindingGyp: boolean): Json {
  const scripts = textsOf(value);
  const present = Object.fromEntries(
    installScripts.filter((name) => scripts[name] !== undefined).map((name) => [name, scripts[name] ?? ""]),
  );
  const isImplicit = hasBindingGyp && present["install"] === undefined && present["preinstall"] === undefined;
  return isImplicit ? { ...present, install: implicitInstallScript } : present;
}

/** Returns `value` as JSON with sorted keys, so that equal values give equal texts. */
function canonicalJson(value: Json | undefined): string {
  if (Array.isArray(value)) return `[${value.map((item: Json) => canonicalJson(item)).join(",")}]`;
  if (!isJsonObject(value)) return JSON.stringify(value ?? null);
  const members = Object.entries(value).toSorted(([left], [right]) => (left < right ? -1 : 1));
  return `{${members.map(([key, item]) => `${JSON.stringify(key)}:${canonicalJson(item)}`).join(",")}}`;
}
