import { defineCommand, flag } from "../command.ts";
import { type ListedPackage, listInstalled } from "../hosting/list-packages.ts";
import { columns, count, type Style } from "../output/style.ts";

export const command = defineCommand({
  description:
    "The packages that the host runs: where each is from, since when it is there, how it runs, and its components. Libraries are only counted.",
  arguments: {},
  options: { all: flag("--all", "also each library, on all platforms that are locked") },
  examples: [
    { command: "larder list --cwd my-host --json", does: "packages and components, as JSON" },
    { command: "larder list --all", does: "with every library" },
  ],
  run: async ({ cwd }, { all }) => {
    const { libraries, instances, ...listing } = await listInstalled(cwd);
    return {
      directory: cwd,
      ...listing,
      libraries: instances - listing.packages.length,
      ...(all && { allLibraries: libraries }),
    };
  },
  view: viewList,
});

type Source = ListedPackage["source"];
type Listed = {
  readonly directory: string;
  readonly generation: number | null;
  readonly wanted: number;
  readonly libraries: number;
  readonly packages: readonly ListedPackage[];
  readonly allLibraries?: readonly { readonly id: string; readonly source: Source }[];
};

function viewList(listed: Listed, style: Style): string {
  const { directory, generation, wanted, libraries, packages, allLibraries = [] } = listed;
  if (generation === null) {
    return `Nothing is installed yet: larder ${wanted === 0 ? "add NAME" : "install"} --cwd ${directory}`;
  }
  return [
    ...packages.map((pkg) => viewPackage(pkg, style)),
    ...(allLibraries.length === 0
      ? []
      : [columns(allLibraries.map(({ id, source }) => [style.name(id), style.dim(formatSource(source))]))]),
    style.dim(`generation ${generation}, and ${count(libraries, "more instance")}`),
  ].join("\n");
}

function viewPackage(
  { name, version, wantedAs, mode, source, since, components }: ListedPackage,
  style: Style,
): string {
  const aliases = wantedAs.filter((alias) => alias !== name);
  const why = [
    wantedAs.length === 0 ? "required" : "wanted",
    ...(aliases.length === 0 ? [] : [`as ${aliases.join(", ")}`]),
    mode,
    formatSource(source),
    ...(since === null ? [] : [`since ${since.slice(0, 10)}`]),
  ].filter((part) => part !== "");
  const rows = components.map((component) => [`  ${component.kind}`, component.name]);
  const head = `${style.name(name)} ${version} ${style.dim(why.join(", "))}`;
  return rows.length === 0 ? head : `${head}\n${columns(rows)}`;
}

function formatSource(source: Source): string {
  if (source === null) return "";
  switch (source.type) {
    case "registry":
      return `from ${source.registry}`;
    case "git":
      return `from ${source.repository}#${source.commit.slice(0, 7)}${source.directory === undefined ? "" : ` ${source.directory}`}`;
    case "path":
      return `from ${source.path}`;
    case "tarball":
      return `from ${source.url}`;
  }
}
