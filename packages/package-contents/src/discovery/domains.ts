import { z } from "zod";

import type { Component, Problem } from "../component.ts";
import { readDataFile } from "../reading/data-file.ts";
import { describedBy, type Described } from "../reading/description.ts";
import { discoverCode } from "./code-component.ts";
import { everyName, findNameProblem } from "./component-name.ts";
import { discoverSchema } from "./data-components.ts";
import { type DiscoveryContext, listComponentFiles } from "./discovery-context.ts";
import { type Found, joinFound, nothingFound } from "./found.ts";
import type { PackageFile } from "./package-files.ts";

const domainFile = z.looseObject({
  name: z.string(),
  version: z.union([z.string(), z.number()]).optional(),
  title: z.string().optional(),
  description: z.string().optional(),
});

/** Finds domains (`domains/<d>/domain.yaml`) with their schemas (`schemas/`) and functions (`functions/*.js`, or all in `functions.js`). */
export function discoverDomains(context: DiscoveryContext): Found {
  const files = listComponentFiles(context, "domains").filter(({ folders }) => folders.length > 0);
  const byDomain = Map.groupBy(files, ({ folders }) => folders[0] ?? "");
  return joinFound([...byDomain].map(([name, own]) => discoverDomain(context, name, own)));
}

function discoverDomain(context: DiscoveryContext, name: string, files: readonly PackageFile[]): Found {
  const path = `${context.folderOf("domains") ?? "domains"}/${name}`;
  const problem = findNameProblem("domain", [name], path);
  if (problem !== undefined) return { ...nothingFound, problems: [problem] };

  const schemas = files.filter(({ folders }) => folders.length === 2 && folders[1] === "schemas");
  const functions = files.filter(({ folders }) => folders.length === 2 && folders[1] === "functions");
  const collected = files.filter(({ folders, stem }) => folders.length === 1 && stem === "functions");
  return joinFound([
    readDomain(context, name, path, files),
    ...schemas.map((file) => discoverSchema(context, file, [name, file.stem])),
    discoverCode(context, "function", [
      ...functions.map((file) => ({ file, name: [name, file.stem] })),
      ...collected.map((file) => ({ file, name: [name, everyName] })),
    ]),
  ]);
}

/** The description file may be missing: several packages contribute to one domain, and one of them describes it. */
function readDomain(context: DiscoveryContext, name: string, path: string, files: readonly PackageFile[]): Found {
  const file = files.find(
    ({ folders, stem, extension }) =>
      folders.length === 1 && stem === "domain" && [".yaml", ".yml"].includes(extension),
  );
  if (file === undefined) return { ...nothingFound, components: [domainOf(name, path, {})] };

  const data = readDataFile(context.tree, file.path);
  if ("problem" in data) return { ...nothingFound, problems: [data.problem] };
  const parsed = domainFile.safeParse(data.value);
  if (!parsed.success) return { ...nothingFound, problems: [invalidDomain(file.path, parsed.error)] };
  if (parsed.data.name !== name)
    return { ...nothingFound, problems: [misnamedDomain(file.path, parsed.data.name, name)] };
  return { ...nothingFound, components: [domainOf(name, path, describedBy(parsed.data))] };
}

function domainOf(name: string, path: string, described: Described): Component {
  return { kind: "domain", name, path, ...described, status: "ok" };
}

function invalidDomain(path: string, error: z.ZodError): Problem {
  const [issue] = error.issues;
  const field = issue?.path.join(".") ?? "";
  return {
    severity: "error",
    path,
    message:
      field === "" ? `\`${path}\` does not describe a domain` : `\`${field}\` of \`${path}\` is missing or no text`,
    hint: "Write `name`, `version` and `description`",
  };
}

function misnamedDomain(path: string, written: string, name: string): Problem {
  return {
    severity: "error",
    path,
    message: `\`${path}\` names the domain \`${written.slice(0, 128)}\`, but its folder is \`${name}\``,
    hint: "Rename one of them",
  };
}
