import type { Problem } from "../component.ts";
import type { FileTree } from "../file-tree.ts";
import { isHookScript } from "./hook-names.ts";
import type { LarderManifest } from "./larder-manifest.ts";

/** Returns what of `hooks` never runs, or fails when its moment comes. */
export function findHookProblems(tree: FileTree, { hooks = {} }: Pick<LarderManifest, "hooks">): readonly Problem[] {
  const paths = new Set(tree.files.map(({ path }) => path));
  const hasFile = (path: string): boolean => paths.has(path.replace(/^(?:\.\/)+/, ""));
  return Object.entries(hooks).flatMap(([name, hook]) => {
    if (name.endsWith("-deploy")) return [neverRuns(name)];
    return isHookScript(hook, hasFile) && !hasFile(hook) && !hook.includes("..") ? [lacksScript(name, hook)] : [];
  });
}

function neverRuns(name: string): Problem {
  return {
    severity: "warning",
    path: "package.json",
    message: `\`larder.hooks\` has \`${name}\`, and packages are not deployed`,
    hint: "It never runs: do its work in a hook of `install`, `upgrade` or `start`",
  };
}

function lacksScript(name: string, script: string): Problem {
  return {
    severity: "warning",
    path: "package.json",
    message: `\`larder.hooks\` names \`${script.slice(0, 80)}\` for \`${name}\`, which is not in the package`,
    hint: "The hook fails when its moment comes: add the script, or name one of the package's actions",
  };
}
