import { isDeepStrictEqual } from "node:util";

import { type HostManifest, readHostManifest } from "@larder/host-directory";
import { addToHost } from "@larder/installer";

import { argumentList, defineCommand, flag } from "../command.ts";
import { assertReads, consentOf, grantOption } from "../hosting/ask-consent.ts";
import { hostOptions, openHost } from "../hosting/open-host.ts";
import { takeUp } from "../hosting/take-up.ts";
import { viewInstall, viewLocked } from "../hosting/view-install.ts";

export const command = defineCommand({
  description:
    "Writes the want into larder.yaml, resolves it, locks and installs it. No code of a package runs. What cannot be resolved or fetched changes nothing.\n\nCode runs in a sandbox that reaches nothing but what you agree to: on a terminal you are asked, and a no changes nothing; elsewhere the package is installed and does not start until `larder add --grant NAME`. What you agree to stands in larder.yaml. With --grant or --trust a name that the host has stays as it is wanted.",
  arguments: {
    specs: argumentList(
      "spec",
      "`name`, `name@range`, `name@tag`, `alias@npm:name@range`; or what is in no registry: `user/repo`, the address of a repository, of a folder in it (`…/tree/main/themes`) or of an archive, `./folder`",
    ),
  },
  options: {
    trust: flag("--trust", "let their code run in the host's own process"),
    grant: grantOption,
    lockOnly: flag("--lock-only", "write larder.yaml and larder.lock, and install nothing"),
    ...hostOptions,
  },
  examples: [
    { command: "larder add @examples/analytics --trust", does: "its newest version, with code that may run" },
    { command: "larder add @examples/analytics --grant", does: "agrees to what it asks to reach from its sandbox" },
    { command: "larder add prompt-themes@^1 --cwd my-host", does: "into another host" },
    { command: "larder add someuser/nosh-themes", does: "from a repository, pinned to the commit that it has now" },
  ],
  run: async (context, { specs, trust, grant, lockOnly, token }) => {
    assertReads({ grant, lockOnly });
    const host = await openHost(context, { token });
    context.progress.status(`looking for ${specs.join(", ")}`);
    const keepKnown = trust || grant;
    const consent = consentOf(context, grant);
    const before = await readHostManifest(host.directory);
    const { wants, lock, install } = await addToHost({ ...host, specs, trust, keepKnown, consent, lockOnly });
    const { nodes } = lock.resolution;
    return {
      directory: host.directory,
      wants,
      agreed: listAgreed(before, await readHostManifest(host.directory)),
      locked: nodes.map(({ name, version, kind }) => ({ name, version, kind })),
      installed: install ?? null,
      running: install === undefined ? null : await takeUp(host.directory, context),
    };
  },
  view: ({ directory, agreed, locked, installed, running }, style) =>
    [
      `Locked ${viewLocked(locked)}`,
      ...agreed.trusted.map((name) => `larder.yaml trusts ${name} now: its code runs in the host's own process`),
      ...agreed.granted.map((name) => `larder.yaml grants ${name} now what it asks for`),
      ...(installed === null ? [] : [viewInstall(installed, { directory, running }, style)]),
    ].join("\n"),
});

/** The packages that may do more by what larder.yaml says of them now. */
type Agreed = { readonly trusted: readonly string[]; readonly granted: readonly string[] };

function listAgreed({ packages: before }: HostManifest, { packages: after }: HostManifest): Agreed {
  const names = Object.keys(after);
  return {
    trusted: names.filter((name) => after[name]?.mode === "trusted" && before[name]?.mode !== "trusted"),
    granted: names.filter((name) => !isDeepStrictEqual(after[name]?.grants ?? [], before[name]?.grants ?? [])),
  };
}
