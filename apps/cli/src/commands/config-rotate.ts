import { defineCommand } from "../command.ts";
import { openHostToConfigure } from "../configuring/open-host-to-configure.ts";
import { count } from "../output/style.ts";

export const command = defineCommand({
  description:
    "Seals every secret of the host with a new key, and forgets the old one. With LARDER_SECRET_KEY that is the new key, and the one in .larder/secret.key goes. What cannot be opened is named, and nothing changes then.",
  arguments: {},
  options: {},
  examples: [{ command: "larder config rotate", does: "a new key, and every secret sealed with it" }],
  run: async (context) => {
    const host = await openHostToConfigure(context);
    return { secrets: await host.means.kept.rotate() };
  },
  view: ({ secrets }) => `Sealed ${count(secrets, "secret")} with the new key`,
});
