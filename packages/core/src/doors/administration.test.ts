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

type Call = (input?: object) => Promise<unknown>;
type Client = { readonly [packageName: string]: { readonly [owner: string]: { readonly [action: string]: Call } } };

/** Calls an action by the client of a host. */
type ClientCall = (packageName: string, owner: string, action: string, input?: object) => Promise<unknown>;

/** Returns what calls by the client that the host at `url` writes now, as whoever has `token`. */
async function callerAt(url: string, token: string): Promise<ClientCall> {
  const response = await fetch(`${url}/-/client.ts`, { headers: { authorization: `Bearer ${token}` } });
  const code = stripTypeScriptTypes(await response.text());
  const module = (await import(/* @vite-ignore */ `data:text/javascript,${encodeURIComponent(code)}`)) as {
    readonly createHostClient: (options: { readonly url: string; readonly token: string }) => Client;
  };
  const client = module.createHostClient({ url, token });
  return async (packageName, owner, action, input) => {
    const call = client[packageName]?.[owner]?.[action];
    if (call === undefined) throw new Error(`The client has no ${packageName} ${owner} ${action}`);
    return await call(input);
  };
}

test("[L28] [T11] a program of an administrator looks after packages by the client that the host writes", async () => {
  await using world = await startAccountsHost({ installing: installing() });
  const token = await world.makeKey({ account: "ada", kind: "token" });
  const before = await callerAt(world.url, token);
  const manage = (verb: string, input?: object): Promise<unknown> => before("@host", "package_manager", verb, input);

  const added = await manage("package_add", { path: "./lamp" });
  // What is there is another thing now, and so is the client that is fetched again.
  const after = await callerAt(world.url, token);
  const said = await after(name, "lamp", "say");
  const states: unknown[] = [];
  for (const verb of ["stop", "start", "reload", "disable", "enable"]) {
    await manage(`package_${verb}`, { name });
    states.push(await manage("packages_get_status", { names: [name] }));
  }
  await manage("package_delete", { name });

  expect(added).toMatchObject([{ name, actual: "started" }]);
  expect(said).toBe("light");
  expect(states).toEqual(["stopped", "started", "started", "stopped", "started"].map((state) => ({ [name]: state })));
  expect(await manage("packages_list")).toEqual([]);
  const last = await callerAt(world.url, token);
  await expect(last(name, "lamp", "say")).rejects.toThrow("The client has no @local/lamp lamp say");
});

test("[L28] [T11] a program of somebody else is refused, and nothing happens", async () => {
  await using world = await startAccountsHost({ packages: [lamp] });
  const call = await callerAt(world.url, await world.makeKey({ account: "eve", kind: "token" }));

  for (const verb of ["package_stop", "package_delete", "package_info"]) {
    await expect(call("@host", "package_manager", verb, { name })).rejects.toMatchObject({ status: 403 });
  }

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
