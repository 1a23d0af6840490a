import { mkdtempSync, rmSync } from "node:fs";
import { tmpdir } from "node:os";
import { join } from "node:path";

import { holdDirectory } from "@larder/sql";
import { expect, onTestFinished, test } from "vitest";

import { openControlSocket } from "./control-socket.ts";
import { listUsers } from "./registry-accounts.ts";

/** Returns a data directory that a server holds, as far as its files say. */
function heldDirectory(): string {
  const data = mkdtempSync(join(tmpdir(), "larder-held-"));
  const hold = holdDirectory(data, { command: "larder serve", controlSocket: join(data, "control.sock") });
  onTestFinished(() => {
    hold.release();
    rmSync(data, { recursive: true, force: true });
  });
  return data;
}

async function askServer(answer: () => Response | Promise<Response>): Promise<unknown> {
  const data = heldDirectory();
  const socket = await openControlSocket(data, answer);
  onTestFinished(() => socket.close());
  return listUsers({ data, databaseUrl: undefined }).catch((error: unknown) => error);
}

test("a server that is gone, but whose directory is still held, is told of with the next step", async () => {
  const data = heldDirectory();

  const listing = listUsers({ data, databaseUrl: undefined });

  await expect(listing).rejects.toMatchObject({
    code: "EHELD",
    message: `The server of \`${data}\` (process ${process.pid}) ended before it answered`,
    hint: "Run the command again",
  });
});

test("a server that ends while it is asked is told of in the same way", async () => {
  const data = heldDirectory();
  const asked = Promise.withResolvers<void>();
  const socket = await openControlSocket(data, () => {
    asked.resolve();
    return new Promise<Response>(() => undefined);
  });
  const listing = listUsers({ data, databaseUrl: undefined }).catch((error: unknown) => error);
  await asked.promise;

  await socket.close();

  expect(await listing).toMatchObject({ code: "EHELD", hint: "Run the command again" });
});

test("a server of another version that does not know what it is asked is no bug", async () => {
  const error = await askServer(() => new Response("404 Not Found", { status: 404 }));

  expect(error).toMatchObject({
    code: "EHELD",
    message: `The server that runs (process ${process.pid}) does not know this command; it answered 404`,
  });
});

test("what a server refuses is told in its own words", async () => {
  const body = { error: "A disk is full", code: "EUNAVAILABLE", hint: "Make room" };

  const error = await askServer(() => Response.json(body, { status: 503 }));

  expect(error).toMatchObject({ code: "EUNAVAILABLE", message: "A disk is full", hint: "Make room" });
});
