import type { Configuration, JsonSchema } from "@larder/sdk";

import { hostPackage, oneTry, type RegisteredAction } from "../actions/action.ts";
import { createValidator } from "../actions/validator.ts";
import type { HostPackages, PackageSource } from "../lifecycle/host-packages.ts";
import { DoorError } from "./door-error.ts";
import type { PackageStatus } from "./host-status.ts";

/** What the package manager works on. */
export type PackageManagerOptions = {
  readonly packages: HostPackages;
  /** How each package is now, sorted by name. */
  readonly list: () => readonly PackageStatus[];
};

/** A method of the package manager: what it takes, and what it does. */
type Method = {
  readonly description: string;
  readonly input: JsonSchema;
  readonly run: (input: { readonly [name: string]: unknown }) => unknown;
};

const text: JsonSchema = { type: "string", minLength: 1 };
const flag: JsonSchema = { type: "boolean" };
const named = objectOf({ name: text }, ["name"]);
const nothing = objectOf({}, []);

/**
 * Returns the actor by which administrators look after the packages of a host over HTTP:
 * `/host/system/actors/package_manager/<method>`. Packages may not call it.
 */
export function createPackageManager(options: PackageManagerOptions): readonly RegisteredAction[] {
  const methods = { ...verbsOf(options), ...questionsOf(options.list) };
  return Object.entries(methods).map(([operation, method]) => register(operation, method));
}

function verbsOf({ packages, list }: PackageManagerOptions): { readonly [operation: string]: Method } {
  const verb = (description: string, act: (name: string) => Promise<void>): Method => ({
    description,
    input: named,
    async run(input) {
      const name = String(input["name"]);
      await act(name);
      return describeOne(list(), name);
    },
  });
  return {
    package_add: {
      description: "Installs a package from a repository or a folder, and starts it; what is there stays as it is",
      input: objectOf({ git_url: text, path: text, start: flag, install_kwargs: { type: "object" } }, []),
      async run(input) {
        const names = await packages.add(sourceOf(input), {
          installArguments: (input["install_kwargs"] as Configuration | undefined) ?? {},
          start: input["start"] !== false,
        });
        return names.map((name) => describeOne(list(), name));
      },
    },
    package_delete: {
      description: "Uninstalls a package",
      input: named,
      run: async (input) => await packages.remove(String(input["name"])),
    },
    package_start: verb("Starts a package, and what it requires", (name) => packages.start(name)),
    package_stop: verb("Stops a package, and what requires it", (name) => packages.stop(name)),
    package_enable: verb("Lets a package start again, and starts it", (name) => packages.enable(name)),
    package_disable: verb("Stops a package until it is enabled", (name) => packages.disable(name)),
    package_reload: {
      description: "Loads a package anew, with nothing in between; with `reset` also what has not changed",
      input: objectOf({ name: text, reset: flag }, ["name"]),
      async run(input) {
        const name = String(input["name"]);
        await packages.reload(name, { reset: input["reset"] === true });
        return describeOne(list(), name);
      },
    },
  };
}

/** Throws {@link DoorError} unless exactly one source is given. */
function sourceOf({ git_url: gitUrl, path }: { readonly [name: string]: unknown }): PackageSource {
  if (typeof gitUrl === "string" && path === undefined) return { gitUrl };
  if (typeof path === "string" && gitUrl === undefined) return { path };
  throw new DoorError("EBADREQUEST", "A package is added from exactly one of `git_url` and `path`");
}

function questionsOf(list: () => readonly PackageStatus[]): { readonly [operation: string]: Method } {
  return {
    packages_list: {
      description: "Every package, or those in one state",
      input: objectOf({ status: text }, []),
      run: ({ status }) =>
        list()
          .filter(({ actual }) => status === undefined || actual === status)
          .map(summaryOf),
    },
    packages_get_status: {
      description: "The states of packages by name",
      input: objectOf({ names: { type: "array", items: text } }, ["names"]),
      run: ({ names }) =>
        Object.fromEntries((names as readonly string[]).map((name) => [name, describeOne(list(), name).actual])),
    },
    actors_list: {
      description: "The actors of a package, or of all",
      input: objectOf({ name: text }, []),
      run: ({ name }) => list().flatMap((pkg) => (name === undefined || pkg.name === name ? actorsOf(pkg) : [])),
    },
    package_info: {
      description: "All that is known of a package",
      input: named,
      run: ({ name }) => describeOne(list(), String(name)),
    },
    packages_search: {
      description: "The packages whose name, description or author has a text in it",
      input: objectOf({ text }, ["text"]),
      run: (input) =>
        list()
          .filter((pkg) => hasText(pkg, String(input["text"])))
          .map(summaryOf),
    },
    dependents_of: {
      description: "The packages that require a package, directly or not",
      input: named,
      run: ({ name }) => dependantsOf(list(), describeOne(list(), String(name)).name),
    },
    packages_by_mode: {
      description: "The packages by how their code runs",
      input: nothing,
      run: () => groupNames(list(), ({ mode }) => mode),
    },
    packages_summary: {
      description: "How many packages there are in each state",
      input: nothing,
      run: () =>
        Object.fromEntries(
          Object.entries(groupNames(list(), ({ actual }) => actual)).map(([state, names]) => [state, names.length]),
        ),
    },
  };
}

/** Throws {@link DoorError} for a package that the host does not have. */
function describeOne(packages: readonly PackageStatus[], name: string): PackageStatus {
  const found = packages.find((pkg) => pkg.name === name);
  if (found !== undefined) return found;
  const known = packages.map((pkg) => `\`${pkg.name}\``).join(", ");
  throw new DoorError(
    "E404",
    `No package \`${name}\` is installed here`,
    known === "" ? "Nothing is" : `There are ${known}`,
  );
}

function summaryOf({ name, version, actual, desired, mode, description }: PackageStatus): object {
  return { name, version, status: actual, desired, mode, ...(description === undefined ? {} : { description }) };
}

function actorsOf({ name, components }: PackageStatus): readonly string[] {
  const path = name.startsWith("@") ? name.slice(1) : `local/${name}`;
  return components.flatMap((component) => (component.kind === "actor" ? [`${path}/actors/${component.name}`] : []));
}

function hasText({ name, description, author }: PackageStatus, wanted: string): boolean {
  return [name, description, author].some((field) => field?.toLowerCase().includes(wanted.toLowerCase()));
}

function dependantsOf(packages: readonly PackageStatus[], name: string): readonly string[] {
  const found = new Set<string>();
  const waiting = [name];
  for (let required = waiting.pop(); required !== undefined; required = waiting.pop()) {
    for (const pkg of packages) {
      if (!pkg.requires.includes(required) || found.has(pkg.name)) continue;
      found.add(pkg.name);
      waiting.push(pkg.name);
    }
  }
  return [...found].toSorted();
}

function groupNames(
  packages: readonly PackageStatus[],
  groupOf: (pkg: PackageStatus) => string,
): { readonly [group: string]: readonly string[] } {
  const groups = Map.groupBy(packages, groupOf);
  return Object.fromEntries([...groups].map(([group, members]) => [group, members.map(({ name }) => name)]));
}

function objectOf(properties: { readonly [name: string]: JsonSchema }, required: readonly string[]): JsonSchema {
  return { type: "object", properties, required, additionalProperties: false };
}

function register(operation: string, { description, input, run }: Method): RegisteredAction {
  return {
    kind: "method",
    packageName: hostPackage,
    owner: "package_manager",
    operation,
    name: `host/system/actors/package_manager/${operation}`,
    description,
    input,
    output: undefined,
    checkInput: createValidator(input),
    checkOutput: undefined,
    access: "admin",
    // An installation takes as long as it takes; a package that hangs has limits of its own.
    timeoutMs: 0,
    rateLimits: [],
    retry: oneTry,
    callers: [],
    run: (value) => run(value as { readonly [name: string]: unknown }),
  };
}
