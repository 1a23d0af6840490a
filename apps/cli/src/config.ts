import { homedir, userInfo } from "node:os";
import { isAbsolute, join } from "node:path";

/** What this program reads from its environment; nothing else in it looks there. */
export type Environment = {
  /** All variables, for child processes and for `${NAME}` in an `.npmrc`. */
  readonly variables: { readonly [name: string]: string | undefined };
  readonly homeDirectory: string;
  /** `LARDER_TOKEN`: the token for the registry of this command. */
  readonly token: string | undefined;
  /** `LARDER_REGISTRY`: the registry for commands that name none. */
  readonly registry: string | undefined;
  /** `LARDER_DATABASE_URL`: the Postgres server of a registry or a host, with a password that other users of the machine must not see. */
  readonly databaseUrl: string | undefined;
  /** `LARDER_STORAGE`: the bucket of a registry. */
  readonly storageUrl: string | undefined;
  /** `LARDER_COMMAND`: what a person types instead of `larder`, such as `npm run larder --` in a checkout. */
  readonly commandPrefix: string;
  /** `LARDER_STORE`, else the user's data directory: package instances, shared by all hosts. */
  readonly storeDirectory: string;
  /** Images of empty databases: they can be made again, which only takes time. */
  readonly imageCache: string;
  /** Where a bug leaves its stack trace. */
  readonly logDirectory: string;
  readonly npm: {
    /** `npm_config_registry`, in any case, as npm reads it. */
    readonly registry: string | undefined;
    /** The user's `.npmrc`. */
    readonly userConfig: string;
    /** The machine's `npmrc`, when the environment names one. */
    readonly globalConfig: string | undefined;
  };
  readonly color: ColorChoice;
};

export type ColorChoice = "auto" | "always" | "never";

/** Reads the environment: that of this process, unless told another one. */
export function readEnvironment(variables: Environment["variables"] = process.env): Environment {
  const homeDirectory = homeOf(variables);
  const inHome = (name: string, fallback: string) => {
    const named = variables[name] ?? "";
    return isAbsolute(named) ? named : join(homeDirectory, fallback);
  };
  return {
    variables,
    homeDirectory,
    token: variables["LARDER_TOKEN"] || undefined,
    registry: variables["LARDER_REGISTRY"] || undefined,
    databaseUrl: variables["LARDER_DATABASE_URL"] || undefined,
    storageUrl: variables["LARDER_STORAGE"] || undefined,
    commandPrefix: variables["LARDER_COMMAND"] || "larder",
    storeDirectory: variables["LARDER_STORE"] || join(inHome("XDG_DATA_HOME", ".local/share"), "larder", "store"),
    imageCache: join(inHome("XDG_CACHE_HOME", ".cache"), "larder", "databases"),
    logDirectory: join(inHome("XDG_STATE_HOME", ".local/state"), "larder", "log"),
    npm: {
      registry: npmVariable(variables, "registry"),
      userConfig: npmVariable(variables, "userconfig") ?? join(homeDirectory, ".npmrc"),
      globalConfig: npmVariable(variables, "globalconfig"),
    },
    color: colorChoice(variables),
  };
}

/** Below an empty path each directory would have a store of its own. */
function homeOf(variables: Environment["variables"]): string {
  return variables["HOME"] || homedir() || userInfo().homedir;
}

/** npm reads `npm_config_*` in any case; of two spellings the lower one wins. */
function npmVariable(variables: Environment["variables"], name: string): string | undefined {
  const wanted = `npm_config_${name}`;
  const spelling = Object.keys(variables).find((key) => key.toLowerCase() === wanted && variables[key]);
  return variables[wanted] || (spelling === undefined ? undefined : variables[spelling]);
}

/** https://no-color.org, https://force-color.org, and terminals that say that they are dumb. */
function colorChoice(variables: Environment["variables"]): ColorChoice {
  if (variables["NO_COLOR"]) return "never";
  const force = variables["FORCE_COLOR"];
  if (force !== undefined && force !== "0" && force !== "false") return "always";
  return variables["TERM"] === "dumb" ? "never" : "auto";
}
