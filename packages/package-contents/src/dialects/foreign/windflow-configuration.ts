import type { Problem } from "../../component.ts";
import type { FileTree } from "../../file-tree.ts";
import { readDataFile } from "../../reading/data-file.ts";
import { hasFile } from "../dialect.ts";
import { problem } from "./foreign-identity.ts";
import { isKeys, type Keys, present } from "./foreign-keys.ts";

/** The parts of a configuration, each as it stands in a manifest: itself, or the name of its file. */
type WrittenConfiguration = { readonly [part in "schema" | "defaults" | "profiles"]?: unknown };

/** Returns the `larder.config` that a Windflow manifest at `path` describes; undefined when it describes none. */
export function readConfiguration(
  tree: FileTree,
  path: string,
  written: WrittenConfiguration,
): { readonly config: Keys | undefined; readonly problems: readonly Problem[] } {
  const schema = readPart(tree, path, written.schema);
  const defaults = readPart(tree, path, written.defaults);
  const profiles = Object.entries(isKeys(written.profiles) ? written.profiles : {}).map(([name, profile]) => ({
    name,
    ...readPart(tree, path, profile),
  }));
  const config = present({
    schema: schema.value,
    defaults: defaults.value,
    profiles:
      profiles.length === 0 ? undefined : Object.fromEntries(profiles.map(({ name, value }) => [name, value ?? {}])),
  });
  return {
    config: Object.keys(config).length === 0 ? undefined : config,
    problems: [schema, defaults, ...profiles].flatMap(({ problems }) => problems),
  };
}

/** Returns a part of a manifest that stands there, or in a file which is named there. */
function readPart(
  tree: FileTree,
  path: string,
  written: unknown,
): { readonly value: Keys | undefined; readonly problems: readonly Problem[] } {
  if (written === undefined || written === null) return { value: undefined, problems: [] };
  if (isKeys(written)) return { value: written, problems: [] };
  if (typeof written !== "string") {
    return { value: undefined, problems: [problem("error", path, `\`${path}\` names a file with what is no text`)] };
  }
  const file = written.replace(/^\.\//, "");
  if (!hasFile(tree, file)) {
    const message = `\`${path}\` names \`${file}\`, which is not in the package`;
    return { value: undefined, problems: [problem("error", path, message)] };
  }
  const data = readDataFile(tree, file);
  if ("problem" in data) return { value: undefined, problems: [data.problem] };
  if (isKeys(data.value)) return { value: data.value, problems: [] };
  return { value: undefined, problems: [problem("error", file, `\`${file}\` does not hold a map`)] };
}
