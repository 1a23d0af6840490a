import { spawnSync } from "node:child_process";
import { existsSync, mkdirSync, statSync } from "node:fs";
import { mkdtempDisposable } from "node:fs/promises";
import { tmpdir } from "node:os";
import { dirname, join } from "node:path";

import { expect, test } from "vitest";

import { askControlSocket } from "./ask-control-socket.ts";
import { openControlSocket } from "./control-socket.ts";

const echo = async (request: Request) =>
  Response.json({ path: new URL(request.url).pathname, body: await request.json() }, { status: 201 });

const newPlace = () => mkdtempDisposable(join(tmpdir(), "larder-control-"));

test("a control socket answers this user, and no other user may open it", async () => {
  await using place = await newPlace();
  const directory = place.path;
  const socket = await openControlSocket(directory, echo);

  const answer = await askControlSocket(socket.path, "/users", { name: "ada" });

  expect(answer).toEqual({ status: 201, body: { path: "/users", body: { name: "ada" } } });
  expect(socket.path).toBe(join(directory, "control.sock"));
  expect(statSync(socket.path).mode & 0o777).toBe(0o600);
  await socket.close();
});

test("in a directory whose path is too long for a socket it lies in a private directory, which goes with it", async () => {
  await using place = await newPlace();
  const directory = join(place.path, "d".repeat(120));
  mkdirSync(directory);
  const socket = await openControlSocket(directory, echo);

  const { status } = await askControlSocket(socket.path, "/users", {});

  expect(status).toBe(201);
  expect(Buffer.byteLength(socket.path)).toBeLessThanOrEqual(107);
  expect(statSync(join(socket.path, "..")).mode & 0o777).toBe(0o700);
  await socket.close();
  expect(existsSync(join(socket.path, ".."))).toBe(false);
});

test("a server that ends without closing its socket leaves no private directory either", async () => {
  await using place = await newPlace();
  const directory = join(place.path, "d".repeat(120));
  mkdirSync(directory);
  const program = `
    import { openControlSocket } from ${JSON.stringify(new URL("control-socket.ts", import.meta.url).href)};
    const { path } = await openControlSocket(${JSON.stringify(directory)}, () => new Response());
    process.stdout.write(path, () => process.exit(130));`;

  const { stdout, status } = spawnSync(process.execPath, ["--input-type=module-typescript", "-e", program], {
    encoding: "utf8",
  });

  expect(status).toBe(130);
  expect(stdout).toMatch(/control\.sock$/);
  expect(existsSync(dirname(stdout))).toBe(false);
});

test("a socket that a dead server left behind is replaced", async () => {
  await using place = await newPlace();
  const dead = await openControlSocket(place.path, echo);
  const next = await openControlSocket(place.path, echo);

  expect((await askControlSocket(next.path, "/", {})).status).toBe(201);
  await next.close();
  await dead.close();
});
