import { type HostDamage, type HostVerification, verifyHost } from "@larder/installer";

import { defineCommand } from "../command.ts";
import { exitCodes } from "../exit-codes.ts";
import { openOwnHost } from "../hosting/open-host.ts";
import { columns, count, type Style } from "../output/style.ts";

export const command = defineCommand({
  description:
    "Looks at the lock in itself, at the generation that runs, and at every file of the store that it uses. It asks nobody and changes nothing; damage ends it with exit code 6.",
  arguments: {},
  options: {},
  examples: [
    { command: "larder verify", does: "after a power cut, or when something behaves oddly" },
    { command: "larder verify --json", does: "for a job that tells somebody" },
  ],
  run: async (context) => {
    const { directory, store } = await openOwnHost(context);
    const found = await verifyHost({
      directory,
      store,
      onProgress: ({ done, total }) => context.progress.status(`read ${done}/${count(total, "instance")}`),
    });
    if (found.stale !== null) context.warn(`larder.lock is out of date: ${found.stale}; run \`larder lock\``);
    return { ...found, whole: found.damage.length === 0, mend: mendsOf(found.damage) };
  },
  exitCode: ({ whole }) => (whole ? exitCodes.ok : exitCodes.refused),
  view: viewVerification,
});

const mends: { readonly [part in HostDamage["part"]]: readonly string[] } = {
  lock: ["git checkout larder.lock", "larder lock"],
  store: ["larder store verify --repair", "larder install"],
  generation: ["rm -r .larder/generations .larder/current", "larder install"],
};

/** Returns the commands that mend all of `damage`, in their order. */
function mendsOf(damage: readonly HostDamage[]): readonly string[] {
  const parts = (["lock", "store", "generation"] as const).filter((part) => damage.some((one) => one.part === part));
  const commands = parts.flatMap((part) => mends[part]);
  return commands.filter((line, index) => commands.lastIndexOf(line) === index);
}

type Verified = HostVerification & { readonly whole: boolean; readonly mend: readonly string[] };

function viewVerification({ locked, generation, instances, damage, whole, mend }: Verified, style: Style): string {
  const lock = locked === null ? "there is no lock" : `the lock has ${count(locked, "package")}`;
  const runs =
    generation === null ? "nothing is installed" : `generation ${generation} uses ${count(instances, "instance")}`;
  if (whole) return `The host is whole: ${lock}, and ${runs}`;
  return [
    columns(damage.map(({ part, sentence }) => [style.bad("✗"), part, sentence])),
    ...mend.map((line) => `  ${style.good("next:")} ${line}`),
  ].join("\n");
}
