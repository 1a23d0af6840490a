import type { Environment } from "./environment.ts";
import type { Path } from "./json-tree.ts";

const prefix = "LARDER__";

/** Returns `text` as a part of a variable's name: `poolSize` and `pool-size` are `POOL_SIZE`. */
function screaming(text: string): string {
  return text
    .replaceAll(/([a-z0-9])([A-Z])/g, "$1_$2")
    .replaceAll(/[^A-Za-z0-9]+/g, "_")
    .replaceAll(/^_|_$/g, "")
    .toUpperCase();
}

/** Returns how the variables begin that configure `packageName`: `LARDER__ACME_MAILER__`. */
export function variablePrefix(packageName: string): string {
  return `${prefix}${screaming(packageName)}__`;
}

/**
 * Returns the variable by which the host's environment sets one setting of one package:
 * `LARDER__ACME_MAILER__SMTP__HOST`. The package's name stands in it, so that no package can name a variable of
 * somebody else by calling a setting so.
 */
export function variableOf(packageName: string, path: Path): string {
  return variablePrefix(packageName) + path.map(screaming).join("__");
}

/** Returns the name under which a script of the package itself finds a setting: `SMTP_HOST`. */
export function scriptVariableOf(path: Path): string {
  return path.map(screaming).join("_");
}

/** Returns the keys that the end of a variable's name stands for, where no setting has it: `SMTP__HOST` → `smtp`, `host`. */
export function pathOfVariable(name: string): Path {
  return name.split("__").map((part) => part.toLowerCase());
}

/** Returns `environment` without what configures `packageName`. */
export function withoutConfiguring(
  packageName: string,
  environment: Environment,
  settings: readonly { readonly variable: string | undefined }[],
): Environment {
  const own = variablePrefix(packageName);
  const named = new Set(settings.map(({ variable }) => variable));
  return Object.fromEntries(Object.entries(environment).filter(([name]) => !name.startsWith(own) && !named.has(name)));
}
