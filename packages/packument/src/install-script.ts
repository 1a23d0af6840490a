import { isJsonObject } from "./json.ts";

/** The scripts of a package that run on the machine of the one who installs it. */
export const installScripts = ["preinstall", "install", "postinstall"] as const;

/** What npm runs for a package with a `binding.gyp` that says nothing else. */
export const implicitInstallScript = "node-gyp rebuild";

/** Does code of this version run when it is installed? `hasInstallScript` and `gypfile` are the word of a registry. */
export function hasInstallScript(manifest: {
  readonly scripts?: unknown;
  readonly gypfile?: unknown;
  readonly hasInstallScript?: unknown;
}): boolean {
  if (manifest.hasInstallScript === true) return true;
  const scripts = isJsonObject(manifest.scripts) ? manifest.scripts : {};
  return manifest.gypfile === true || installScripts.some((script) => scripts[script] !== undefined);
}
