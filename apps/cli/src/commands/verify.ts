import { ExpectedError } from "@larder/errors";
import { findCurrentGeneration, readLock } from "@larder/host-directory";
import { type HostDamage, type HostVerification, verifyHost } from "@larder/installer";
import { findPlatform, listPlatformPackages, type PlatformPackages } from "@larder/lockfile";

import { defineCommand, text } from "../command.ts";
import { UsageError } from "../errors.ts";
import { exitCodes } from "../exit-codes.ts";
import { openOwnHost } from "../hosting/open-host.ts";
import { viewSignatures } from "../hosting/view-signatures.ts";
import type { ReportedError } from "../output/envelope.ts";
import { columns, count, type Style } from "../output/style.ts";

export const command = defineCommand({
  description:
    "Looks at the lock in itself, at the signatures of registries in it, at the generation that runs, and at every file of the store that it uses. It asks nobody and changes nothing; damage ends it with exit code 6.",
  arguments: {},
  options: {
    platform: text("--platform <os/cpu>", "look instead whether the lock runs on `linux/x64/musl` or the like"),
  },
  examples: [
    { command: "larder verify", does: "after a power cut, or when something behaves oddly" },
    { command: "larder verify --platform darwin/arm64", does: "before somebody with another machine installs it" },
    { command: "larder verify --json", does: "for a job that tells somebody" },
  ],
  run: async (context, { platform }): Promise<Verified> => {
    const { directory, store } = await openOwnHost(context);
    if (platform !== undefined) return await verifyPlatform(directory, platform);
    const found = await verifyHost({
      directory,
      store,
      onProgress: ({ done, total }) => context.progress.status(`read ${done}/${count(total, "instance")}`),
    });
    if (found.stale !== null) context.warn(`larder.lock is out of date: ${found.stale}; run \`larder lock\``);
    const unreadable = await findUnreadable(directory);
    const mendable = found.damage.filter(({ part }) => !unreadable.has(part));
    const mend = mendsOf(mendable);
    return { looked: "host", ...found, whole: found.damage.length === 0, advice: [...unreadable.values()], mend };
  },
  failure: (found) => (found.whole ? undefined : { exitCode: exitCodes.refused, error: errorOf(found) }),
  view: (found, style) => (found.looked === "host" ? viewVerification(found, style) : viewPlatform(found, style)),
});

type Verified = VerifiedHost | VerifiedPlatform;
type VerifiedHost = HostVerification & {
  readonly looked: "host";
  readonly whole: boolean;
  /** What to do about a lock and a generation that cannot be read, before anything else. */
  readonly advice: readonly string[];
  /** The commands that mend the rest, in their order. */
  readonly mend: readonly string[];
};
type VerifiedPlatform = PlatformPackages & {
  readonly looked: "platform";
  readonly platform: string;
  readonly whole: boolean;
};

function errorOf(found: Verified): ReportedError {
  if (found.looked === "platform") {
    const lacks = `${count(found.lacks.length, "package")} that ${found.lacks.length === 1 ? "does" : "do"} not run there`;
    return { code: "EBADPLATFORM", summary: `The host cannot be installed on ${found.platform}: it needs ${lacks}` };
  }
  const [first] = found.mend;
  const hint = found.advice[0] ?? (first === undefined ? undefined : `Begin with \`${first}\``);
  return {
    code: "EINTEGRITY",
    summary: `The host is damaged in ${count(found.damage.length, "place")}`,
    detail: found.damage.map(({ sentence }) => sentence).join("\n"),
    ...(hint !== undefined && { hint }),
  };
}

async function verifyPlatform(directory: string, name: string): Promise<VerifiedPlatform> {
  const platform = findPlatform(name);
  if (platform === undefined) {
    throw new UsageError(`\`--platform ${name}\` names no platform`, {
      hint: "Write it in Node's words, such as `linux/x64/glibc` or `darwin/arm64`",
    });
  }
  const lock = await readLock(directory);
  const { gets, lacks } = lock === undefined ? { gets: [], lacks: [] } : listPlatformPackages(lock, platform);
  return { looked: "platform", platform: name, gets, lacks, whole: lacks.length === 0 };
}

function viewPlatform({ platform, gets, lacks, whole }: VerifiedPlatform, style: Style): string {
  if (whole) return `On ${platform} the host gets ${count(gets.length, "package")}, and lacks none`;
  return [
    columns(lacks.map((id) => [style.bad("✗"), id, `does not run on ${platform}, and is not optional`])),
    `The host cannot be installed on ${platform}`,
  ].join("\n");
}

const mends: { readonly [part in HostDamage["part"]]: readonly string[] } = {
  lock: ["git checkout larder.lock", "larder lock"],
  signature: ["git checkout larder.lock", "larder lock"],
  store: ["larder store verify --repair", "larder install"],
  generation: ["larder install"],
};

const readers = [
  ["lock", readLock],
  ["generation", findCurrentGeneration],
] as const;

/** Returns what to do about the parts that cannot be read: no command mends all that can have happened to them. */
async function findUnreadable(directory: string): Promise<ReadonlyMap<HostDamage["part"], string>> {
  const hints = new Map<HostDamage["part"], string>();
  for (const [part, read] of readers) {
    try {
      await read(directory);
    } catch (error) {
      if (!(error instanceof ExpectedError)) throw error;
      if (error.hint !== undefined) hints.set(part, error.hint);
    }
  }
  return hints;
}

/** Returns the commands that mend all of `damage`, in their order. */
function mendsOf(damage: readonly HostDamage[]): readonly string[] {
  const parts = (["lock", "signature", "store", "generation"] as const).filter((part) =>
    damage.some((one) => one.part === part),
  );
  const commands = parts.flatMap((part) => mends[part]);
  return commands.filter((line, index) => commands.lastIndexOf(line) === index);
}

function viewVerification(found: VerifiedHost, style: Style): string {
  const { locked, signatures, generation, instances, damage, whole, advice, mend } = found;
  const lock = locked === null ? "there is no lock" : `the lock has ${count(locked, "package")}`;
  const runs =
    generation === null ? "nothing is installed" : `generation ${generation} uses ${count(instances, "instance")}`;
  if (whole) return [`The host is whole: ${lock}, and ${runs}`, ...viewSignatures(signatures)].join("\n");
  return [
    columns(damage.map(({ part, sentence }) => [style.bad("✗"), part, sentence])),
    ...[...advice, ...mend].map((line) => `  ${style.good("next:")} ${line}`),
  ].join("\n");
}
