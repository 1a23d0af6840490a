import { createRegistryClient } from "@larder/registry-client";

import { defineCommand, text } from "../command.ts";
import type { Context } from "../context.ts";
import { UsageError } from "../errors.ts";
import { tokenKey } from "../npmrc/npm-settings.ts";
import { setInNpmrc } from "../npmrc/write-npmrc.ts";
import { findRegistry } from "../registry-access/find-registry.ts";
import { assertToken } from "../registry-access/find-token.ts";

export const command = defineCommand({
  description:
    "Writes the token into the user's .npmrc, for this registry only, so that npm, pnpm, yarn 1 and bun are logged in as well. The password is read from stdin, or asked for.",
  arguments: {},
  options: {
    registry: text("--registry <url>", "the registry; else LARDER_REGISTRY, the host's default, or npm's"),
    user: text("--user <name>", "who logs in"),
    token: text("--token <token>", "a token that exists, instead of a user and a password"),
  },
  examples: [
    { command: "larder login --registry http://127.0.0.1:5273 --user ada", does: "asks for the password" },
    { command: "larder login --registry http://127.0.0.1:5273 --token lrd_…", does: "uses a token, in CI for example" },
  ],
  run: async (context, input) => {
    const registry = await findRegistry(context, input.registry);
    const token =
      input.token === undefined
        ? await loginByPassword(context, registry, input.user)
        : assertToken(input.token, "--token");
    const user = await createRegistryClient({ url: registry, token }).whoami();

    const file = context.environment.npm.userConfig;
    await setInNpmrc(file, tokenKey(registry), token);
    return { registry, user, file };
  },
  view: ({ registry, user, file }, style) => `Logged in to ${registry} as ${style.name(user)}; the token is in ${file}`,
});

async function loginByPassword(context: Context, registry: string, name: string | undefined): Promise<string> {
  if (name === undefined) {
    throw new UsageError("`larder login` needs a user or a token", { hint: "Add `--user NAME`, or `--token TOKEN`" });
  }
  const { input } = context;
  const password = input.isTTY ? await input.askSecret(`Password of ${name}`) : await input.firstLine();
  if (!password) {
    throw new UsageError("`larder login` got no password", { hint: "Pipe it into stdin, or run it on a terminal" });
  }
  return await createRegistryClient({ url: registry }).login({ name, password });
}
