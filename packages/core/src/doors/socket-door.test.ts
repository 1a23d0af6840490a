// SPEC.md §7, doors: what answers the messages of a socket, whoever holds it. Rule ids in titles refer to it.
import { definePlugin } from "@larder/sdk";
import { expect, test } from "vitest";

import { type AccountsHost, startAccountsHost } from "../testing/accounts-host.ts";
import { pluginPackage } from "../testing/plugin-package.ts";

const notes = pluginPackage({
  name: "notes",
  permissions: [],
  plugin: definePlugin({
    actions: {
      open: { access: "public", handler: () => "open" },
      plain: (_, { caller }) => caller.principal?.id,
      manage: { access: "admin", handler: () => "managed" },
    },
  }),
});

function askForSocket(own: AccountsHost, headers: { readonly [name: string]: string } = {}): Promise<Opening> {
  const upgrade = { connection: "upgrade", upgrade: "websocket", ...headers };
  return own.host.openSocket(new Request(`${own.url}/-/websocket`, { headers: upgrade }), { peer: "127.0.0.1" });
}

type Opening = Awaited<ReturnType<AccountsHost["host"]["openSocket"]>>;

/** Opens a socket and returns what asks over it: the text that comes back, or the word of a refusal. */
async function openSocket(own: AccountsHost, token?: string): Promise<(command: string) => Promise<string>> {
  const opening = await askForSocket(own, token === undefined ? {} : { authorization: `Bearer ${token}` });
  if (opening.type === "refused") throw new Error(`The socket was refused with ${opening.response.status}`);
  return async (command) => {
    const answer = await opening.session.answer(JSON.stringify({ command }));
    return answer.startsWith("{") ? (JSON.parse(answer) as { readonly code: string }).code : answer;
  };
}

test("[D17] [D12] [T25] [T27] access is asked for each message, as for each request", async () => {
  await using own = await startAccountsHost({ packages: [notes] });
  const askAs = async (account?: string): Promise<readonly string[]> => {
    const ask = await openSocket(own, account && (await own.makeKey({ account, kind: "token" })));
    return [await ask("notes.open"), await ask("notes.plain"), await ask("notes.manage")];
  };

  expect(await askAs()).toEqual(["open", "unauthorized", "unauthorized"]);
  expect(await askAs("eve")).toEqual(["open", "eve", "permission_denied"]);
  expect(await askAs("ada")).toEqual(["open", "ada", "managed"]);
});

test("[D17] [U1] a plugin that answers to every name answers on a socket, too", async () => {
  const echo = {
    access: "public",
    handler: (_: unknown, { action }: { action: string }) => `asked for ${action}`,
  } as const;
  const all = pluginPackage({ name: "all", permissions: [], plugin: definePlugin({ actions: { "*": echo } }) });
  await using own = await startAccountsHost({ packages: [all] });
  const ask = await openSocket(own);

  expect([await ask("all.anything"), await ask("all.other"), await ask("none.other")]).toEqual([
    "asked for all.anything",
    "asked for all.other",
    "not_found",
  ]);
});

test("[D17] [D12] a token that is not good opens no socket, and one that is revoked meanwhile is good for no further message", async () => {
  await using own = await startAccountsHost({ packages: [notes] });
  const refused = await askForSocket(own, { authorization: "Bearer lrh_wrong" });
  const { secret, key } = await own.host.accounts.keys.create({ account: "eve", kind: "token", label: "test" });
  const ask = await openSocket(own, secret);

  const before = await ask("notes.plain");
  await own.host.accounts.keys.revoke("eve", key.id);

  expect([before, await ask("notes.plain")]).toEqual(["eve", "unauthorized"]);
  expect(refused).toMatchObject({ type: "refused", response: { status: 401 } });
});

test("[D17] [D9] [T25] a page of another site opens no socket, with a session or without", async () => {
  await using own = await startAccountsHost({ packages: [notes] });

  const opening = await askForSocket(own, { origin: "https://evil.example" });

  expect(opening).toMatchObject({ type: "refused", response: { status: 403 } });
});
