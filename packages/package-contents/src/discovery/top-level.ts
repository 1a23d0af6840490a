import type { ComponentKind } from "../component.ts";
import { discoverCode, isCode } from "./code-component.ts";
import { type DiscoveryContext, listComponentFiles } from "./discovery-context.ts";
import { findNameProblem } from "./component-name.ts";
import { type Found, joinFound, nothingFound } from "./found.ts";
import type { PackageFile } from "./package-files.ts";

const codeFolders = [
  ["actors", "actor"],
  ["services", "service"],
  ["links", "link"],
  ["functions", "function"],
] as const satisfies readonly (readonly [string, ComponentKind])[];

/** Flows and models are code or a declaration in a data file. */
const mixedFolders = [
  ["chatflows", "chatflow"],
  ["chats", "chatflow"],
  ["models", "model"],
] as const satisfies readonly (readonly [string, ComponentKind])[];

const siteFolders = ["wiki", "html", "frontend"] as const satisfies readonly ComponentKind[];

/** Finds the components that are one code file of a folder each: actors, services, links and functions. */
export function discoverCodeFolders(context: DiscoveryContext): Found {
  return joinFound(
    codeFolders.map(([folder, kind]) => discoverCode(context, kind, listTop(context, folder).map(withName))),
  );
}

/** Finds flows and models: code, or a TOML, YAML or JSON file. */
export function discoverMixedFolders(context: DiscoveryContext): Found {
  return joinFound(
    mixedFolders.flatMap(([folder, kind]) => {
      const files = listTop(context, folder);
      const data = files.filter(
        (file) => !isCode(file) && [".toml", ".yaml", ".yml", ".json"].includes(file.extension),
      );
      return [
        discoverCode(context, kind, files.map(withName)),
        joinFound(data.map((file) => dataComponentOf(kind, file))),
      ];
    }),
  );
}

/** Finds the folders that are served as sites: each is one component. */
export function discoverSites(context: DiscoveryContext): Found {
  const present = siteFolders.filter((folder) => listComponentFiles(context, folder).length > 0);
  const components = present.map((kind) => ({
    kind,
    name: kind,
    path: context.folderOf(kind) ?? kind,
    status: "ok" as const,
  }));
  return { ...nothingFound, components };
}

function listTop(context: DiscoveryContext, folder: string): readonly PackageFile[] {
  return listComponentFiles(context, folder).filter(({ folders }) => folders.length === 0);
}

function withName(file: PackageFile): { readonly file: PackageFile; readonly name: readonly string[] } {
  return { file, name: [file.stem] };
}

function dataComponentOf(kind: ComponentKind, file: PackageFile): Found {
  const problem = findNameProblem(kind, [file.stem], file.path);
  if (problem !== undefined) return { ...nothingFound, problems: [problem] };
  return { components: [{ kind, name: file.stem, path: file.path, status: "ok" }], problems: [] };
}
