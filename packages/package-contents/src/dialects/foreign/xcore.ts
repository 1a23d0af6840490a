import type { Problem } from "../../component.ts";
import type { FileTree } from "../../file-tree.ts";
import { hasFile } from "../dialect.ts";
import type { Translation } from "./canonical-package.ts";
import { identityOf, problem } from "./foreign-identity.ts";
import { isKeys, type Keys, keysAt, listAt, numberAt, otherKeys, present, textAt, truthAt } from "./foreign-keys.ts";
import { engineOf, readNames, relationOf, requiresOf } from "./foreign-relations.ts";
import { fileRulesOf } from "./xcore-file-rules.ts";
import { type ManifestSource, manifestDialect } from "./manifest-dialect.ts";
import { extraOf } from "./threebot.ts";

const known = [
  "name",
  "version",
  "author",
  "description",
  "license",
  "execution_mode",
  "framework_version",
  "entry_point",
  "requires",
  "permissions",
  "allowed_callers",
  "env",
  "resources",
  "runtime",
  "envconfiguration",
  "filesystem",
];

const marks = ["execution_mode", "framework_version", "requires", "permissions", "resources", "allowed_callers"];

/** An XCore plugin: `plugin.yaml` or `plugin.json`, with its entry file. */
export const xcoreDialect = manifestDialect({
  name: "xcore",
  files: ["plugin.yaml", "plugin.yml", "plugin.json"],
  fits: (keys) => marks.some((mark) => mark in keys) || isCodePath(keys["entry_point"]) || isLast(keys),
  translate,
});

function isCodePath(entry: unknown): boolean {
  return typeof entry === "string" && /\.(?:py|js|ts)$/.test(entry);
}

/** A file of this name with a name and a version only, or one that cannot be read, is taken for this format. */
function isLast(keys: Keys): boolean {
  return !("entry_point" in keys);
}

function translate({ tree, path, keys }: ManifestSource): Translation {
  const requires = readNames(path, "requires", keys["requires"]);
  const identity = identityOf(path, { name: textAt(keys, "name") }, keys);
  const engine = engineOf(path, textAt(keys, "framework_version"), { name: "XCore", known: "2.x" });
  const files = "filesystem" in keys ? fileRulesOf(path, keysAt(keys, "filesystem")) : { rules: [], problems: [] };
  const name = textAt(keys, "name");
  const framework = textAt(keys, "framework_version");
  return {
    identity,
    fields: {
      description: textAt(keys, "description"),
      author: textAt(keys, "author"),
      license: textAt(keys, "license"),
    },
    engine: engine.engine,
    larder: present({
      requires: requires.names.length === 0 ? undefined : requiresOf(requires.names),
      // Plugins of this system require each other by their bare names.
      provides: name === undefined ? undefined : { [relationOf(name)]: identity.version ?? "0.0.0" },
      mode: modeOf(keys),
      permissions: permissionsOf(keys, files.rules),
      instancePerCall: textAt(keys, "execution_mode") === "ephemeral" ? true : undefined,
      callers: Array.isArray(keys["allowed_callers"]) ? keys["allowed_callers"] : undefined,
      limits: limitsOf(keys),
      env: isKeys(keys["env"]) ? environmentOf(keys["env"]) : undefined,
      envconfiguration: keys["envconfiguration"],
      entry: entryOf(tree, keys),
      ...extraOf({ ...otherKeys(keys, known), ...(framework !== undefined && { framework_version: framework }) }),
    }),
    problems: [...requires.problems, ...engine.problems, ...files.problems, ...findModeProblems(path, keys)],
  };
}

function modeOf(keys: Keys): string | undefined {
  const mode = textAt(keys, "execution_mode");
  return mode === "trusted" || mode === "sandboxed" ? mode : undefined;
}

function findModeProblems(path: string, keys: Keys): readonly Problem[] {
  const mode = textAt(keys, "execution_mode");
  if (mode === undefined || ["trusted", "sandboxed", "ephemeral"].includes(mode)) return [];
  if (mode !== "legacy") {
    return [
      problem(
        "error",
        path,
        `\`execution_mode\` of \`${path}\` is \`${mode}\`, which is no mode`,
        "Write `trusted`, `sandboxed` or `ephemeral`",
      ),
    ];
  }
  const message = "The mode `legacy` is not there: the package runs as its operator decides";
  return [problem("warning", path, message, "`larder add --trust` lets it into the host's own process")];
}

/** Rules of files stand behind those that name what they are about: who wrote `files:` himself meant that. */
function permissionsOf(keys: Keys, files: readonly unknown[]): readonly unknown[] | undefined {
  const rules = [...listAt(keys, "permissions").map(permissionOf), ...files];
  return rules.length === 0 ? undefined : rules;
}

/** What is left out means every action, and allowed; what is none at all is refused where permissions are read. */
function permissionOf(rule: unknown): unknown {
  if (typeof rule === "string") return { resource: rule };
  if (!isKeys(rule)) return rule;
  const { actions } = rule;
  return typeof actions === "string" ? { ...rule, actions: [actions] } : rule;
}

/** Values of the environment are texts; what cannot be one is refused where the manifest is checked. */
function environmentOf(env: Keys): Keys {
  return Object.fromEntries(
    Object.entries(env).map(([name, value]) => [
      name,
      typeof value === "number" || typeof value === "boolean" ? String(value) : value,
    ]),
  );
}

/** What a plugin says nothing about is as its own system has it, not as ours. */
function limitsOf(keys: Keys): Keys {
  const resources = keysAt(keys, "resources");
  const rate = keysAt(resources, "rate_limit");
  return {
    timeoutSeconds: numberAt(resources, "timeout_seconds") ?? 10,
    memoryMb: numberAt(resources, "max_memory_mb") ?? 128,
    diskMb: numberAt(resources, "max_disk_mb") ?? 50,
    rateLimit: { calls: numberAt(rate, "calls") ?? 100, periodSeconds: numberAt(rate, "period_seconds") ?? 60 },
    ...supervisionOf(keysAt(keys, "runtime")),
  };
}

/** How often its calls are tried, and how it is looked after. */
function supervisionOf(runtime: Keys): Keys {
  const retry = keysAt(runtime, "retry");
  const health = keysAt(runtime, "health_check");
  return {
    retry: {
      attemptsMax: numberAt(retry, "max_attempts") ?? 1,
      backoffSeconds: numberAt(retry, "backoff_seconds") ?? 0,
    },
    health: {
      enabled: truthAt(health, "enabled") ?? true,
      intervalSeconds: numberAt(health, "interval_seconds") ?? 30,
      timeoutSeconds: numberAt(health, "timeout_seconds") ?? 3,
    },
  };
}

/** The code that was ported stands beside the original, or in the place where it is looked for. */
function entryOf(tree: FileTree, keys: Keys): string | undefined {
  const written = (textAt(keys, "entry_point") ?? "src/main.py").replace(/^\.\//, "");
  const stem = written.replace(/\.[^./]+$/, "");
  return [`${stem}.js`, `${stem}.ts`, "package.js", "src/main.js", written].find((path) => hasFile(tree, path));
}
