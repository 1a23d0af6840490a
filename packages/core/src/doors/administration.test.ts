// SPEC.md §5, lifecycle. Rule ids in titles refer to it.
import { stripTypeScriptTypes } from "node:module";

import { definePlugin } from "@larder/sdk";
import { expect, test } from "vitest";

import type { SupervisedPackage } from "../lifecycle/supervised-package.ts";
import type { RunHostOptions } from "../run-host.ts";
import { startAccountsHost } from "../testing/accounts-host.ts";
import { memoryHost, memoryPackage, statesOf } from "../testing/memory-host.ts";
import { serveHost } from "../testing/serve-host.ts";

const lamp = memoryPackage("lamp", { plugin: definePlugin({ actions: { say: () => "light" } }) });
const name = lamp.name;

/** Installs the lamp, from wherever. */
function installing(): Pick<RunHostOptions, "installer" | "readAgain"> {
  let packages: readonly SupervisedPackage[] = [];
  return {
    installer: {
      add: async () => [(packages = [lamp])[0]?.name ?? ""],
      remove: async () => void (packages = []),
    },
    readAgain: async () => ({ packages }),
  };
}

type Client = {
  readonly [packageName: string]: {
    readonly [owner: string]: { readonly [action: string]: (input?: object) => Promise<unknown> } | undefined;
  };
};

/** Returns the client that the host at `url` writes, as whoever has `token`. */
async function clientOf(url: string, token: string): Promise<Client> {
  const response = await fetch(`${url}/-/client.ts`, { headers: { authorization: `Bearer ${token}` } });
  const code = stripTypeScriptTypes(await response.text());
  const module = (await import(/* @vite-ignore */ `data:text/javascript,${encodeURIComponent(code)}`)) as {
    readonly createHostClient: (options: { readonly url: string; readonly token: string }) => Client;
  };
  return module.createHostClient({ url, token });
}

test("[L28] [T11] a program of an administrator looks after packages by the client that the host writes", async () => {
  await using world = await startAccountsHost({ installing: installing() });
  const token = await world.makeKey({ account: "ada", kind: "token" });
  const manager = (await clientOf(world.url, token))["@host"]?.["package_manager"];

  const added = await manager?.["package_add"]?.({ path: "./lamp" });
  // What is there is another thing now, and so is the client that is fetched again.
  const said = await (await clientOf(world.url, token))[name]?.["lamp"]?.["say"]?.();
  const states: unknown[] = [];
  for (const verb of ["package_stop", "package_start", "package_reload", "package_disable", "package_enable"]) {
    await manager?.[verb]?.({ name });
    states.push(await manager?.["packages_get_status"]?.({ names: [name] }));
  }
  await manager?.["package_delete"]?.({ name });

  expect(added).toMatchObject([{ name, actual: "started" }]);
  expect(said).toBe("light");
  expect(states).toEqual(["stopped", "started", "started", "stopped", "started"].map((state) => ({ [name]: state })));
  expect(await manager?.["packages_list"]?.()).toEqual([]);
  expect((await clientOf(world.url, token))[name]).toBeUndefined();
});

test("[L28] [T11] a program of somebody else is refused, and nothing happens", async () => {
  await using world = await startAccountsHost({ packages: [lamp] });
  const token = await world.makeKey({ account: "eve", kind: "token" });
  const manager = (await clientOf(world.url, token))["@host"]?.["package_manager"];

  const refusals = await Promise.all(
    ["package_stop", "package_delete", "package_info"].map((verb) =>
      manager?.[verb]?.({ name }).catch((failure: { readonly status: number }) => failure.status),
    ),
  );

  expect(refusals).toEqual([403, 403, 403]);
  expect(statesOf(world.host, name)).toBe("started started");
});

test("[L28] [T11] the program that runs the host looks after packages by the same actor, without a door", async () => {
  await using host = await memoryHost([], installing());
  const manage = (verb: string, input: object): Promise<unknown> =>
    host.call(`host/system/actors/package_manager/${verb}`, input);

  await manage("package_add", { path: "./lamp" });
  const states = [statesOf(host, name)];
  await manage("package_stop", { name });
  states.push(statesOf(host, name));
  await manage("package_delete", { name });
  states.push(statesOf(host, name));

  expect(states).toEqual(["started started", "installed stopped", "absent"]);
  await expect(manage("package_stop", { name })).rejects.toThrow(name);
  await using served = await serveHost(host);
  expect(await (await served.send("/-/client.ts")).text()).toContain('"package_manager"');
});
