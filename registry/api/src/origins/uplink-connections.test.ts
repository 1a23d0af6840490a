// SPEC.md §6, origins and uplinks. Rule ids in titles refer to it.
import { parsePackageName } from "@larder/package-spec";
import { once } from "node:events";
import { createServer } from "node:http";
import type { AddressInfo, Socket } from "node:net";
import { setTimeout as wait } from "node:timers/promises";
import { expect, onTestFinished, test } from "vitest";

import { parseRegistryConfiguration } from "./parse-configuration.ts";
import { createUplinkClient, type UplinkClient } from "./uplink-client.ts";

const connectionsMax = 48;

type Counted = {
  readonly client: UplinkClient;
  readonly url: string;
  readonly opened: () => number;
  readonly atOnceMax: () => number;
};

/** Serves every package and every archive, knows nothing of `missing`, and counts the connections on which it is asked. */
async function openCounted(): Promise<Counted> {
  const open = new Set<Socket>();
  let [opened, atOnceMax] = [0, 0];
  const server = createServer((request, response) => {
    const name = request.url?.slice(1) ?? "";
    const answer = async (): Promise<void> => {
      await wait(2);
      if (request.headers["if-none-match"] !== undefined) response.writeHead(304).end();
      else if (name === "missing") response.writeHead(404).end('{"error":"not found"}');
      else if (name.endsWith(".tgz")) response.end(Buffer.alloc(200_000));
      else response.end(JSON.stringify({ name, "dist-tags": {}, versions: {} }));
    };
    void answer();
  });
  server.on("connection", (socket) => {
    open.add(socket);
    opened += 1;
    atOnceMax = Math.max(atOnceMax, open.size);
    socket.once("close", () => open.delete(socket));
  });
  server.listen(0, "127.0.0.1");
  await once(server, "listening");
  const url = `http://127.0.0.1:${(server.address() as AddressInfo).port}/`;
  const yaml = `{ uplinks: { npm: { url: "${url}" } }, rules: [{ packages: "**", origin: npm }] }`;
  const uplink = parseRegistryConfiguration(yaml, "registry.yaml").uplinks["npm"];
  if (uplink === undefined) throw new Error("The uplink is declared");
  const client = createUplinkClient("npm", uplink);
  onTestFinished(async () => {
    await client.close();
    server.closeAllConnections();
    server.close();
  });
  return { client, url, opened: () => opened, atOnceMax: () => atOnceMax };
}

test("[O18] whatever is asked of an uplink one after the other goes over the same connection", async () => {
  const { client, url, opened } = await openCounted();
  const name = parsePackageName("ms");

  for (let round = 0; round < 10; round += 1) {
    await client.fetchPackument(name, "");
    await client.fetchPackument(name, "", { etag: '"known"', lastModified: null });
    await client.fetchPackument(parsePackageName("missing"), "");
    for await (const _ of (await client.fetchTarball(`${url}ms.tgz`, "")) ?? []);
  }

  // A second one is opened where the end of the first answer is still on its way.
  expect(opened()).toBeLessThanOrEqual(2);
});

test("[O18] three hundred packages that are asked for at once do not meet the uplink together", async () => {
  const { client, opened, atOnceMax } = await openCounted();

  await Promise.all(
    Array.from({ length: 300 }, (_, index) => client.fetchPackument(parsePackageName(`p${index}`), "")),
  );

  expect([opened() <= connectionsMax, atOnceMax() <= connectionsMax]).toEqual([true, true]);
});
