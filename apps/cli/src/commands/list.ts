import { findCurrentGeneration, readHostManifest } from "@larder/host-directory";
import { hasCode, inspectPackage } from "@larder/package-contents";
import { diskTree } from "@larder/tarball";

import { defineCommand } from "../command.ts";
import { columns, count, type Style } from "../output/style.ts";

export const command = defineCommand({
  description: "The packages that the host runs, with their components; libraries are only counted.",
  arguments: {},
  options: {},
  examples: [{ command: "larder list --cwd my-host --json", does: "packages and components, as JSON" }],
  run: async ({ cwd }) => {
    const manifest = await readHostManifest(cwd);
    const generation = await findCurrentGeneration(cwd);
    if (generation === undefined) return { directory: cwd, generation: null, libraries: 0, packages: [] };

    const packages = generation.packages.map(({ name, version, kind, wantedAs, requires, path }) => {
      const { components } = inspectPackage(diskTree(path));
      const mode = hasCode(components) ? (manifest.packages[name]?.mode ?? "sandboxed") : "data";
      return { name, version, kind, wantedAs, requires: requires.map((edge) => edge.name), mode, components };
    });
    return {
      directory: cwd,
      generation: generation.number,
      libraries: generation.instanceCount - packages.length,
      packages,
    };
  },
  view: viewList,
});

type Listed = {
  readonly directory: string;
  readonly generation: number | null;
  readonly libraries: number;
  readonly packages: readonly {
    readonly name: string;
    readonly version: string;
    readonly wantedAs: readonly string[];
    readonly mode: string;
    readonly components: readonly { readonly kind: string; readonly name: string }[];
  }[];
};

function viewList({ directory, generation, libraries, packages }: Listed, style: Style): string {
  if (generation === null) return `Nothing is installed yet: larder add NAME --cwd ${directory}`;
  const blocks = packages.map(({ name, version, wantedAs, mode, components }) => {
    const why = wantedAs.length === 0 ? "required" : "wanted";
    const rows = components.map((component) => [`  ${component.kind}`, component.name]);
    return [
      `${style.name(name)} ${version} ${style.dim(`${why}, ${mode}`)}`,
      ...(rows.length === 0 ? [] : [columns(rows)]),
    ];
  });
  return [...blocks.flat(), style.dim(`generation ${generation}, and ${count(libraries, "more instance")}`)].join("\n");
}
