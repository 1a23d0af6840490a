import { ExpectedError } from "@larder/errors";
import { readHostManifest, readLock } from "@larder/host-directory";
import { type Asker, explainWhy, type Why } from "@larder/lockfile";

import { argument, defineCommand } from "../command.ts";
import { count, type Style } from "../output/style.ts";

export const command = defineCommand({
  description:
    "Starts at the package and goes up to what larder.yaml wants, with the range that each asks for. It reads only larder.yaml and larder.lock.",
  arguments: { name: argument("package", "a name that is locked, or the alias of a want") },
  options: {},
  examples: [{ command: "larder why left-pad", does: "every path on which the host comes to it" }],
  run: async ({ cwd }, { name }) => {
    const { wants } = await readHostManifest(cwd);
    const lock = await readLock(cwd);
    const found = lock === undefined ? [] : explainWhy(lock, name);
    if (lock === undefined || found.length === 0) throw new NotLockedError(name, lock !== undefined);
    const places = Object.fromEntries(wants.map(({ alias, declaredIn }) => [alias, declaredIn]));
    return { name, packages: found, places };
  },
  view: ({ name, packages, places }, style) =>
    [
      ...packages.map((why) => viewWhy(why, places, style)),
      style.dim(`${name} is there ${packages.length === 1 ? "once" : `in ${count(packages.length, "instance")}`}`),
    ].join("\n\n"),
});

/** Nothing of that name is in the lock. */
class NotLockedError extends ExpectedError {
  readonly code = "E404";
  readonly packageName: string;

  constructor(name: string, isLocked: boolean) {
    super(isLocked ? `\`larder.lock\` has no \`${name}\`` : "This host has no `larder.lock` yet", {
      hint: isLocked ? `Want it with \`larder add ${name}\`, or check the spelling` : "Make it with `larder lock`",
    });
    this.packageName = name;
  }
}

type Places = { readonly [alias: string]: string };

function viewWhy({ id, kind, askers }: Why, places: Places, style: Style): string {
  return [`${style.bold(style.name(id))} ${style.dim(kind)}`, ...viewAskers(askers, "", { places, style })].join("\n");
}

type Telling = { readonly places: Places; readonly style: Style };

function viewAskers(askers: readonly Asker[], indent: string, telling: Telling): string[] {
  return askers.flatMap((asker, index) => {
    const isLast = index === askers.length - 1;
    const below = `${indent}${isLast ? "   " : "│  "}`;
    return [
      `${indent}${isLast ? "└─" : "├─"} ${viewAsker(asker, telling)}`,
      ...viewAskers(asker.askers, below, telling),
    ];
  });
}

function viewAsker({ by, kind, alias, wanted, isRepeated }: Asker, { places, style }: Telling): string {
  if (by === undefined) return `${style.good(places[alias] ?? "larder.yaml")} wants ${alias} ${wanted}`;
  const asked = `${verbs[kind]} ${alias} ${wanted}`;
  return `${style.name(by)} ${asked}${isRepeated ? style.dim(" (told above)") : ""}`;
}

const verbs: { readonly [kind in Asker["kind"]]: string } = {
  want: "wants",
  prod: "depends on",
  optional: "may use",
  peer: "stands beside",
  "optional-peer": "may stand beside",
  requires: "requires",
};
