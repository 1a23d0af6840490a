import type { PackageInspection, Problem } from "@larder/package-contents";
import { diskTree } from "@larder/tarball";

import { defineCommand, flag, optionalArgument } from "../command.ts";
import { columns, count, type Style } from "../output/style.ts";
import {
  formatProblem,
  inspectDirectory,
  packageDirectory,
  UnfitPackageError,
} from "../publishing/inspect-directory.ts";
import { scanDirectory } from "../publishing/scan-directory.ts";
import { writeManifest, type WrittenManifest } from "../publishing/write-manifest.ts";

export const command = defineCommand({
  description:
    "Looks at a folder as the registry will look at its archive. It fails when the package could not be published; warnings alone do not fail it. With `--write`, a package of another system gets its package.json, and any other the permissions that its plugins repeat; what stands there besides stays.",
  arguments: { directory: optionalArgument("directory", "the folder of a package (default: this one)") },
  options: { write: flag("--write", "write into package.json what the files of the package say") },
  examples: [
    { command: "larder check examples/analytics", does: "its components and its problems" },
    { command: "larder check --write", does: "also for a folder with a plugin.yaml, or another manifest" },
  ],
  run: async (context, { directory = ".", write }) => {
    const inspection = inspectDirectory(context.cwd, directory, { typescript: true });
    const { dialect, packageJson, components } = inspection;
    const path = packageDirectory(context.cwd, directory);
    const files = diskTree(path).files.map((file) => file.path);
    const scanned = await scanDirectory(path, inspection, files);
    const problems = [...inspection.problems, ...findUnbuilt(inspection), ...scanned];
    if (problems.some(({ severity }) => severity === "error")) throw new UnfitPackageError(directory, problems);
    const written = write ? await writeManifest(path, inspection) : undefined;
    return {
      dialect,
      name: textOf(packageJson["name"]),
      version: textOf(packageJson["version"]),
      components,
      problems,
      ...(written !== undefined && { written }),
    };
  },
  view: viewCheck,
});

/** What is written as TypeScript runs from this folder; an archive holds what it is built to. */
function findUnbuilt({ packageJson, components }: PackageInspection): readonly Problem[] {
  const { scripts } = packageJson;
  const builds = typeof scripts === "object" && scripts !== null && "build" in scripts;
  return components
    .filter(({ path, status }) => path.endsWith(".ts") && status === "ok")
    .map(({ kind, name, path }) => ({
      severity: "warning",
      path,
      message: `The ${kind} \`${name}\` is not built: it runs from this folder, and cannot be published yet`,
      hint: builds
        ? "Build it with `npm install`, `larder link` and `npm run build`"
        : `Build it to \`${path.replace(/\.ts$/, ".js")}\``,
    }));
}

type Check = Pick<PackageInspection, "dialect" | "components" | "problems"> & {
  readonly name: string | null;
  readonly version: string | null;
  readonly written?: WrittenManifest;
};

function textOf(value: unknown): string | null {
  return typeof value === "string" ? value : null;
}

function viewCheck({ dialect, name, version, components, problems, written }: Check, style: Style): string {
  const title = `${style.bold(name ?? "a package without a name")} ${version ?? ""}`.trimEnd();
  const found = columns(
    components.map((component) => [`  ${component.kind}`, component.name, style.dim(component.path)]),
  );
  return [
    `${title} ${style.dim(`(${dialect})`)}`,
    ...(components.length === 0 ? ["  no components for a host"] : [found]),
    ...problems.map(formatProblem),
    problems.length === 0 ? style.good("No problems") : `No errors, ${count(problems.length, "warning")}`,
    ...(written === undefined ? [] : [sentenceOf(written)]),
  ].join("\n");
}

function sentenceOf({ path, change }: WrittenManifest): string {
  return path === null ? "package.json says all of it already" : `Wrote ${path} (${change})`;
}
