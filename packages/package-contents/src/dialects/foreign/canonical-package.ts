import type { JsonObject } from "@larder/packument";

import type { Problem } from "../../component.ts";
import type { FileTree } from "../../file-tree.ts";
import type { DialectName, InspectOptions, PackageInspection } from "../../package-inspection.ts";
import { larderDialect } from "../larder.ts";
import type { ForeignIdentity } from "./foreign-identity.ts";
import { type Keys, present, toJson } from "./foreign-keys.ts";

/** A package of another system, as its dialect understands it. */
export type Translation = {
  readonly identity: ForeignIdentity;
  /** Fields of `package.json` besides its name and its version. */
  readonly fields?: Keys;
  /** The range over the API of this system. */
  readonly engine: string;
  /** The `larder` key; what is undefined is left out. */
  readonly larder: Keys;
  readonly problems: readonly Problem[];
};

/**
 * Returns what a package of another system is here: its canonical `package.json`, and what that, in the place of its own
 * manifest, makes of its files. So the archive that is published reads as the folder does.
 */
export function toCanonical(
  dialect: DialectName,
  tree: FileTree,
  options: InspectOptions,
  { identity, fields = {}, engine, larder, problems }: Translation,
): PackageInspection {
  const { name = options.identity?.name, version = options.identity?.version, title } = identity;
  const packageJson: JsonObject = toJson({
    ...present({ name, version }),
    ...present(fields),
    type: "module",
    engines: { larder: engine },
    larder: present({ title, ...larder }),
  });
  const text = JSON.stringify(packageJson);
  const inspection = larderDialect.read(withPackageJson(tree, text), options);
  return { ...inspection, dialect, packageJson, problems: [...identity.problems, ...problems, ...inspection.problems] };
}

function withPackageJson(tree: FileTree, text: string): FileTree {
  const files = [
    ...tree.files.filter(({ path }) => path !== "package.json"),
    { path: "package.json", size: text.length },
  ];
  return {
    files: files.toSorted((left, right) => (left.path < right.path ? -1 : 1)),
    readText: (path) => (path === "package.json" ? text : tree.readText(path)),
  };
}
