import { hasFile } from "../dialect.ts";
import type { FileTree } from "../../file-tree.ts";
import type { Problem } from "../../component.ts";
import { identityOf, problem } from "./foreign-identity.ts";
import { isKeys, keysAt, listAt, otherKeys, textAt, truthAt } from "./foreign-keys.ts";
import { type ManifestSource, manifestDialect } from "./manifest-dialect.ts";
import type { Translation } from "./canonical-package.ts";

const known = ["source", "disable_crud"];
const knownOfSource = ["name", "description", "threebot", "version", "disable_crud"];

/** A ThreeBot package: `package.toml` with `[source]`, and `package.py` beside it. */
export const threebotDialect = manifestDialect({
  name: "threebot",
  files: ["package.toml"],
  // Nothing else is called so but the flat form, which has a dialect of its own.
  fits: (keys) => isKeys(keys["source"]) || Object.keys(keys).length === 0,
  translate,
});

function translate({ tree, path, keys }: ManifestSource): Translation {
  const source = keysAt(keys, "source");
  const author = textAt(source, "threebot");
  const name = textAt(source, "name");
  const databases = listAt(keys, "bcdbs").filter(isKeys);
  const store = [keysAt(keys, "actor"), ...databases].map((named) => textAt(named, "namespace")).find(Boolean);
  const hasNoCrud = truthAt(keys, "disable_crud") ?? truthAt(source, "disable_crud") ?? false;
  const models = { ...(hasNoCrud && { crud: false }), ...(store !== undefined && { store }) };
  return {
    identity: identityOf(path, { name, scope: author }, source),
    fields: { description: textAt(source, "description"), author },
    engine: "^1.0.0",
    larder: {
      ...(Object.keys(models).length > 0 && { models }),
      ...entryOf(tree),
      ...extraOf({ ...otherKeys(keys, known), ...otherKeys(source, knownOfSource) }),
    },
    problems: findProblems(path, { name, author, databases: databases.length }),
  };
}

function findProblems(
  path: string,
  { name, author, databases }: { name: string | undefined; author: string | undefined; databases: number },
): readonly Problem[] {
  return [
    ...(name?.includes(".") === true
      ? [problem("error", path, `The name \`${name}\` has a dot, which stands between author and package`)]
      : []),
    ...(author === undefined
      ? [
          problem(
            "error",
            path,
            `\`${path}\` has no \`threebot\`, the author of the package`,
            'Add `threebot = "…"` to `[source]`',
          ),
        ]
      : []),
    ...(databases > 1 ? [problem("error", path, `\`${path}\` names ${databases} databases; a package has one`)] : []),
  ];
}

/** A class that only names its base does nothing, so it is no code that is missed. */
const emptyClass =
  /^(?:\s*(?:from\s[^\n]*|import\s[^\n]*|#[^\n]*)?\n)*\s*class\s+\w+\s*(?:\([^)]*\))?:\s*(?:\n\s+(?:pass|"""[^"]*"""|\.\.\.))+\s*$/;

function entryOf(tree: FileTree): { readonly entry?: string } {
  const isPorted = hasFile(tree, "package.js") || hasFile(tree, "package.ts");
  if (isPorted || !hasFile(tree, "package.py")) return {};
  return emptyClass.test(`${tree.readText("package.py") ?? ""}\n`) ? {} : { entry: "package.py" };
}

/** Returns what only its own system and the package itself know, where there is something. */
export function extraOf(keys: { readonly [key: string]: unknown }): { readonly extra?: object } {
  return Object.keys(keys).length === 0 ? {} : { extra: keys };
}
