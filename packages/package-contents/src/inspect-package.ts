import type { Problem } from "./component.ts";
import type { Dialect } from "./dialects/dialect.ts";
import { findOtherManifests, foreignDialects } from "./dialects/foreign.ts";
import { larderDialect } from "./dialects/larder.ts";
import { noshDialect } from "./dialects/nosh.ts";
import { plainDialect } from "./dialects/plain.ts";
import type { FileTree } from "./file-tree.ts";
import type { InspectOptions, PackageInspection } from "./package-inspection.ts";

/** Every package format, in the order in which they are tried: the first that fits is the package's. */
const dialects: readonly Dialect[] = [larderDialect, plainDialect, ...foreignDialects, noshDialect];

/**
 * Returns what the package in `tree` is, declares and contains.
 *
 * The same inspection runs on an author's folder, on an archive at publish and in an installed host, so all three agree.
 * It never throws for what is in a package: everything that is wrong comes back as problems, errors first.
 */
export function inspectPackage(tree: FileTree, options: InspectOptions = {}): PackageInspection {
  const dialect = dialects.find((candidate) => candidate.matches(tree));
  const inspection = dialect === undefined ? unrecognised(tree, options) : dialect.read(tree, options);
  const foreign = foreignDialects.find((candidate) => candidate === dialect);
  const problems = [...inspection.problems, ...(foreign === undefined ? [] : findOtherManifests(tree, foreign))];
  return { ...inspection, problems: [...withSeverity(problems, "error"), ...withSeverity(problems, "warning")] };
}

function withSeverity(problems: readonly Problem[], severity: Problem["severity"]): readonly Problem[] {
  return problems.filter((problem) => problem.severity === severity);
}

/** Files of other systems that say nothing without their manifest, which is looked for in vain then. */
const withoutManifest = { "package.py": "package.toml", "plugin.sig": "plugin.yaml" } as const;

function unrecognised(tree: FileTree, options: InspectOptions): PackageInspection {
  const [lonely, missing] =
    Object.entries(withoutManifest).find(([file]) => tree.files.some(({ path }) => path === file)) ?? [];
  return {
    dialect: "unknown",
    packageJson: { ...options.identity },
    larder: undefined,
    components: [],
    problems: [
      {
        severity: "error",
        path: "package.json",
        message:
          lonely === undefined
            ? "There is no `package.json`, and no file of another package format"
            : `There is a \`${lonely}\`, but no \`${missing}\`, which says what the package is`,
        hint: "Run it in the folder of a package",
      },
    ],
  };
}
