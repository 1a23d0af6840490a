import { checkLock, lockHost } from "@larder/installer";
import type { Lockfile } from "@larder/lockfile";

import { defineCommand, flag, optionalArgumentList } from "../command.ts";
import type { Context } from "../context.ts";
import { UsageError } from "../errors.ts";
import { exitCodes } from "../exit-codes.ts";
import { hostOptions, openHost } from "../hosting/open-host.ts";
import { viewLocked } from "../hosting/view-install.ts";
import { type InstalledDriver, installMergeDriver } from "../merging/install-merge-driver.ts";
import { type FileMerge, runMergeDriver } from "../merging/run-merge-driver.ts";
import { viewFileMerge } from "../merging/view-merge.ts";
import type { Style } from "../output/style.ts";

export const command = defineCommand({
  description: `Resolves what larder.yaml wants and writes larder.lock. What was locked stays where it still fits.

Two branches that each change what a host wants merge by themselves after \`larder lock --install-merge-driver\`, once in each clone: git then calls \`larder lock --merge-driver %O %A %B %P\`, which keeps the wants and the pins of both sides and solves them together. It ends with 1, a conflict for git, when something is left to decide or to solve.`,
  arguments: { files: optionalArgumentList("file", "what git gives to a merge driver") },
  options: {
    check: flag("--check", "write nothing, and exit with 3 when the lock is not what larder.yaml wants"),
    acceptKeys: flag(
      "--accept-keys",
      "agree to the keys that the registry signs with now, as larder.lock will hold them",
    ),
    lowest: flag(
      "--lowest",
      "lock the lowest versions that go together, whatever was locked, to test that the ranges are honest",
    ),
    installMergeDriver: flag("--install-merge-driver", "make git merge larder.lock and larder.yaml with Larder"),
    mergeDriver: flag("--merge-driver", "merge the files %O %A %B %P, as git asks"),
    ...hostOptions,
  },
  examples: [
    { command: "larder lock", does: "after an edit of larder.yaml" },
    { command: "larder lock --check", does: "in CI" },
    { command: "larder lock --accept-keys", does: "when the registry has announced a new key" },
    { command: "larder lock --lowest", does: "then `larder install` and the tests, and put larder.lock back" },
    { command: "larder lock --install-merge-driver", does: "so that branches merge" },
  ],
  run: async (context, input): Promise<LockOutcome> => {
    assertOneTask(input);
    if (input.mergeDriver) return { did: "merge", ...(await runMergeDriver(context, input.files, input.token)) };
    if (input.files.length > 0) {
      throw new UsageError(`\`larder lock\` takes no \`${input.files[0]}\``, { hint: "Run `larder lock --help`" });
    }
    if (input.installMergeDriver) return await registerDriver(context);
    return await lock(context, input);
  },
  failure: (outcome) =>
    outcome.did === "merge" && !outcome.merged
      ? { exitCode: exitCodes.failure, error: { code: "EMERGE", summary: "Something is left to decide or to solve" } }
      : undefined,
  view: viewOutcome,
});

type Locked = {
  readonly changed: boolean;
  readonly revision: number;
  readonly coreVersion: string;
  readonly packages: readonly Pick<Lockfile["resolution"]["nodes"][number], "name" | "version" | "kind">[];
};
type LockOutcome =
  | ({ readonly did: "lock" } & Locked)
  | ({ readonly did: "register" } & InstalledDriver)
  | ({ readonly did: "merge" } & FileMerge);

const tasks = [
  ["check", "--check"],
  ["acceptKeys", "--accept-keys"],
  ["lowest", "--lowest"],
  ["installMergeDriver", "--install-merge-driver"],
  ["mergeDriver", "--merge-driver"],
] as const;
type Tasks = { readonly [task in (typeof tasks)[number][0]]: boolean };

/** Each of them does something else with the lock: one that was passed over would look as if it had been done. */
function assertOneTask(asked: Tasks): void {
  const [first, second] = tasks.filter(([task]) => asked[task]).map(([, name]) => name);
  if (second === undefined) return;
  throw new UsageError(`\`${first}\` and \`${second}\` do not go together`, {
    hint: "Run `larder lock` once for each of them",
  });
}

async function registerDriver(context: Context): Promise<LockOutcome> {
  const { directory } = await openHost(context);
  return { did: "register", ...(await installMergeDriver(directory, context.environment.commandPrefix)) };
}

async function lock(
  context: Context,
  {
    check,
    acceptKeys,
    lowest,
    token,
  }: Pick<Tasks, "check" | "acceptKeys" | "lowest"> & { readonly token: string | undefined },
): Promise<LockOutcome> {
  const host = await openHost(context, { token });
  const made = check
    ? { lock: await checkLock(host.directory), changed: false }
    : await lockHost({ ...host, acceptKeys, ...(lowest && { prefer: "lowest" }) });
  const { revision, resolution } = made.lock;
  return {
    did: "lock",
    changed: made.changed,
    revision,
    coreVersion: resolution.coreVersion,
    packages: resolution.nodes.map(({ name, version, kind }) => ({ name, version, kind })),
  };
}

function viewOutcome(outcome: LockOutcome, style: Style): string {
  switch (outcome.did) {
    case "lock":
      return `${outcome.changed ? "Locked" : "The lock is current:"} ${viewLocked(outcome.packages)}`;
    case "merge":
      return viewFileMerge(outcome, style);
    case "register":
      return [
        `Git merges larder.lock and larder.yaml with \`${outcome.driver}\` in this clone`,
        ...(outcome.changed ? [`  ${style.good("next:")} git add ${outcome.attributes}`] : []),
      ].join("\n");
  }
}
