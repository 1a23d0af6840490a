import { z } from "zod";

import type { Problem } from "../component.ts";
import { describedBy } from "../reading/description.ts";
import { readDataFile } from "../reading/data-file.ts";
import { readMarkdownDescription } from "../reading/markdown-description.ts";
import { discoverCode, isCode } from "./code-component.ts";
import { everyName, findNameProblem } from "./component-name.ts";
import { type DiscoveryContext, listComponentFiles } from "./discovery-context.ts";
import { type Found, joinFound, nothingFound } from "./found.ts";
import type { PackageFile } from "./package-files.ts";

const promptProviderFile = z.looseObject({
  plugin: z.looseObject({ name: z.string().min(1), description: z.string().optional() }),
});

/** Finds plugins (`plugins/<p>/index.js`), their links (`plugins/<p>/links/<op>.js`, or all in `links.js`) and prompt providers (`plugins/*.toml`). */
export function discoverPlugins(context: DiscoveryContext): Found {
  const files = listComponentFiles(context, "plugins");
  const byPlugin = Map.groupBy(
    files.filter(({ folders }) => folders.length > 0),
    ({ folders }) => folders[0] ?? "",
  );
  return joinFound([
    ...[...byPlugin].map(([name, own]) => discoverPlugin(context, name, own)),
    ...files
      .filter(({ folders, extension }) => folders.length === 0 && extension === ".toml")
      .map((file) => discoverPromptProvider(context, file)),
  ]);
}

function discoverPlugin(context: DiscoveryContext, name: string, files: readonly PackageFile[]): Found {
  const entries = files.filter((file) => file.folders.length === 1 && file.stem === "index" && isCode(file));
  const links = files.filter(({ folders }) => folders.length === 2 && folders[1] === "links");
  const collected = files.filter(({ folders, stem }) => folders.length === 1 && stem === "links");
  const plugin = discoverCode(
    context,
    "plugin",
    entries.map((file) => ({ file, name: [name] })),
  );
  return joinFound([
    entries.length === 0
      ? { ...nothingFound, problems: [missingEntry(context, name)] }
      : describe(context, files, plugin),
    discoverCode(context, "link", [
      ...links.map((file) => ({ file, name: [name, file.stem] })),
      ...collected.map((file) => ({ file, name: [name, everyName] })),
    ]),
  ]);
}

/** A README in the plugin's folder is written for its users; the comment in its code is the second best. */
function describe(context: DiscoveryContext, files: readonly PackageFile[], found: Found): Found {
  const readme = files.find(({ folders, stem }) => folders.length === 1 && stem.toLowerCase() === "readme");
  const description = readme === undefined ? undefined : readMarkdownDescription(context.tree, readme.path);
  if (description === undefined) return found;
  return { ...found, components: found.components.map((component) => ({ ...component, description })) };
}

function missingEntry(context: DiscoveryContext, name: string): Problem {
  const path = `${context.folderOf("plugins") ?? "plugins"}/${name}`;
  return {
    severity: "error",
    path,
    message: `The plugin folder \`${path}\` has no entry file`,
    hint: `Add \`${path}/index.js\` with the plugin as its default export, or start the folder's name with \`_\``,
  };
}

function discoverPromptProvider(context: DiscoveryContext, file: PackageFile): Found {
  const data = readDataFile(context.tree, file.path);
  if ("problem" in data) return { ...nothingFound, problems: [data.problem] };
  const parsed = promptProviderFile.safeParse(data.value);
  if (!parsed.success) return { ...nothingFound, problems: [namelessProvider(file.path)] };
  const { name, description } = parsed.data.plugin;
  const problem = findNameProblem("prompt-provider", [name], file.path);
  if (problem !== undefined) return { ...nothingFound, problems: [problem] };
  const component = {
    kind: "prompt-provider",
    name,
    path: file.path,
    ...describedBy({ description }),
    status: "ok",
  } as const;
  return { components: [component], problems: [] };
}

function namelessProvider(path: string): Problem {
  return {
    severity: "error",
    path,
    message: `\`${path}\` has no name in its \`[plugin]\` table`,
    hint: 'Add `[plugin]` with `name = "…"`',
  };
}
