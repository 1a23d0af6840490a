import type { DecidedSetting } from "../configuration/decided-setting.ts";
import type { Json } from "../configuration/json-tree.ts";
import { scriptVariableOf } from "../configuration/setting-names.ts";

/** What a script is told of. */
export type HookOccasion = {
  readonly packageName: string;
  readonly version: string;
  /** Absolute, as are the next two. */
  readonly directory: string;
  readonly dataDirectory: string;
  readonly configurationFile: string;
  /** `pre-install`. */
  readonly hook: string;
  /** The profile that the configuration was made with. */
  readonly profile: string | undefined;
  readonly oldVersion: string | undefined;
  readonly deployId: string | undefined;
  readonly settings: readonly DecidedSetting[];
};

/** Where every system keeps the commands that scripts expect; the host's own `PATH` is not theirs. */
const path = "/usr/local/sbin:/usr/local/bin:/usr/sbin:/usr/bin:/sbin:/bin";

/**
 * Returns the whole environment of a script: what it is about, and each setting under the name of its `x-env`, else
 * as `SECTION_KEY`; what no variable can hold stands only in the file with the configuration. No setting takes the place
 * of one of the names that every script has.
 */
export function hookEnvironment(occasion: HookOccasion): { readonly [name: string]: string } {
  return {
    ...Object.fromEntries(
      fitting(
        occasion.settings.flatMap(({ path: place, variable, value }): readonly Variable[] =>
          value === undefined || value === null ? [] : [[variable ?? scriptVariableOf(place), textOf(value)]],
        ),
      ),
    ),
    PATH: path,
    LANG: "C.UTF-8",
    PKG_NAME: occasion.packageName,
    PKG_VERSION: occasion.version,
    PKG_DIR: occasion.directory,
    PKG_DATA_DIR: occasion.dataDirectory,
    PKG_CONFIG: occasion.configurationFile,
    HOOK: occasion.hook,
    ENVIRONMENT: occasion.profile ?? "",
    OLD_VERSION: occasion.oldVersion ?? "",
    DEPLOY_ID: occasion.deployId ?? "",
  };
}

type Variable = readonly [name: string, text: string];

/** No system starts a program with one variable of more than 128 KB, or with all of them of more than a few MB. */
const charsMax = 32 * 1024;
const charsOfAllMax = 512 * 1024;

/** Returns those of `variables` that a program can be started with. */
function fitting(variables: readonly Variable[]): readonly Variable[] {
  let chars = 0;
  return variables.filter(([name, text]) => {
    if (!/^[^=\0]+$/.test(name) || text.includes("\0") || name.length + text.length > charsMax) return false;
    chars += name.length + text.length;
    return chars <= charsOfAllMax;
  });
}

function textOf(value: Json): string {
  return typeof value === "object" ? JSON.stringify(value) : String(value);
}
