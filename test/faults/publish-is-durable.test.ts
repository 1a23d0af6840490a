import { spawn, spawnSync } from "node:child_process";
import { once } from "node:events";
import { readFile } from "node:fs/promises";
import { join } from "node:path";

import { expect, test } from "vitest";

import { serveLarder } from "../support/larder-process.ts";
import { prepareVersion, putVersion } from "../support/publish-document.ts";
import { publisherToken } from "../support/publisher-token.ts";
import { temporaryDirectory } from "../support/temporary-directory.ts";

const straceIsHere = spawnSync("strace", ["--version"]).status === 0;

/** What of a publish must be on disk, in the order in which the system calls of the server put it there. */
const steps = [
  { what: "the blob is synced", pattern: /f(?:data)?sync\(\d+<[^>]*\/arriving\/[^>]*>\)/ },
  { what: "the blob has its name", pattern: /rename(?:at2?)?\(.*\/sha512\// },
  { what: "the blob's directory is synced", pattern: /f(?:data)?sync\(\d+<[^>]*\/sha512\/[0-9a-f]{2}\/[0-9a-f]{2}>\)/ },
  { what: "the write-ahead log is synced", pattern: /f(?:data)?sync\(\d+<[^>]*\/pg_wal\/[^>]*>\)/ },
  { what: "the publish is acknowledged", pattern: /write(?:v)?\(\d+<(?:TCP|socket).*HTTP\/1\.1 201/ },
];

test.skipIf(!straceIsHere)(
  "blob, its directory and the write-ahead log are synced before a publish is acknowledged (skipped without strace)",
  async () => {
    const data = await temporaryDirectory("traced");
    const token = await publisherToken(["--data", data]);
    const server = await serveLarder(["serve", "--listen", "127.0.0.1:0", "--uplink", "none", "--data", data]);
    const trace = join(data, "trace.txt");
    const calls = "trace=fsync,fdatasync,rename,renameat,renameat2,write,writev";
    const strace = spawn("strace", ["-f", "-yy", "-s", "64", "-e", calls, "-o", trace, "-p", String(server.pid)]);
    await once(strace.stderr, "data");

    const status = await putVersion(server.url, token, await prepareVersion("traced", "1.0.0"));
    await server.stop();
    await once(strace, "exit");

    const lines = (await readFile(trace, "utf8")).split("\n");
    const acknowledgedAt = lines.findIndex((line) => steps.at(-1)?.pattern.test(line));
    const before = lines.slice(0, acknowledgedAt + 1);
    const order = steps.map(({ what, pattern }) => ({ what, at: before.findLastIndex((line) => pattern.test(line)) }));
    expect(status).toBe(201);
    expect(order.filter(({ at }) => at === -1)).toEqual([]);
    expect(order.toSorted((left, right) => left.at - right.at).map(({ what }) => what)).toEqual(
      steps.map(({ what }) => what),
    );
  },
);
