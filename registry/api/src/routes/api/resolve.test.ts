// SPEC.md §7, Larder's own API. Rule ids in titles refer to it.
import { createLockfile, parseLockfile, printLockfile } from "@larder/lockfile";
import { createRegistryClient, packageSource, type PackageFrame, type ResolveAnswer } from "@larder/registry-client";
import { answerResolve } from "@larder/registry-client/resolving";
import { describeEachDatabase } from "@larder/registry-database/testing";
import { policyOfNobody } from "@larder/resolver";
import { expect, test } from "vitest";

import { defaultConfiguration } from "../../origins/parse-configuration.ts";
import { openAcme } from "../../testing/organisation.ts";
import { aPackage, FakeUplink, type Persona, refusal, seen, TestRegistry } from "../../testing/index.ts";

const question = { registry: "home", coreVersion: "1.0.0" } as const;

async function resolveFor(persona: Persona, body: object): Promise<ResolveAnswer> {
  const { status, body: answer } = await seen(await persona.post("/-/api/v1/resolve", { ...question, ...body }));
  expect(status).toBe(200);
  return answer as ResolveAnswer;
}

async function lockFor(persona: Persona, body: object): Promise<string> {
  const answer = await resolveFor(persona, body);
  if (answer.outcome !== "solved") throw new Error(`It was answered with ${JSON.stringify(answer)}`);
  return answer.lock;
}

test("[L5] a conflict names the line in which a want is written", async () => {
  const { ada } = await TestRegistry.withUsers("ada");
  await ada.publish(aPackage("left-pad"));

  const answer = await resolveFor(ada, {
    wants: { "left-pad": "^2.0.0" },
    declaredIn: { "left-pad": "larder.yaml:7" },
  });

  expect(answer).toMatchObject({ outcome: "conflict" });
  expect(JSON.stringify(answer)).toContain("larder.yaml:7");
});

test("[L5] a policy, packages that the host gives itself and its extensions count", async () => {
  const { ada } = await TestRegistry.withUsers("ada");
  for (const version of ["1.0.0", "1.1.0"]) await ada.publish(aPackage("left-pad").version(version));
  const policy = { ...policyOfNobody, block: { "left-pad@1.1.0": "it pads on the right" } };
  const integrity = `sha512-${Buffer.alloc(64).toString("base64")}`;
  const given = {
    alias: "themes",
    source: { type: "path", path: "../themes" },
    manifest: { name: "themes", version: "3.0.0", dist: { tarball: "", integrity } },
  };

  const lock = await lockFor(ada, {
    wants: { "left-pad": "^1.0.0", themes: "file:../themes" },
    policy,
    given: [given],
    extensions: { "themes@^3": { dependencies: { "left-pad": "1.0.0" } } },
  });

  const { nodes } = parseLockfile(lock).resolution;
  expect(nodes.map(({ id, edges }) => [id, edges.map(({ to }) => to)])).toEqual([
    ["left-pad@1.0.0", []],
    ["themes@3.0.0", ["left-pad@1.0.0"]],
  ]);
});

test("[L5] [L4] what cannot be asked is refused by its name", async () => {
  const { anonymous } = await TestRegistry.withUsers();
  const wrong = [
    [{ policy: { ...policyOfNobody, minimumAgeMs: 1 } }, "`asOf` is wrong"],
    [{ policy: { ...policyOfNobody, block: { "no such name": "" } } }, "`policy.block.no such name` is wrong"],
    [{ extensions: { "left-pad@^^": {} } }, "`extensions.left-pad@^^` is wrong"],
    [{ asOf: "yesterday" }, "`asOf` is wrong"],
    [{ unknown: 1 }, "unknown"],
    [{ needs: ["more-than-is-known"] }, "`needs.0` is wrong"],
    [{ lock: "no lock" }, "larder.lock"],
  ] as const;

  for (const [body, sentence] of wrong) {
    const response = await anonymous.post("/-/api/v1/resolve", { ...question, wants: {}, ...body });
    expect(await refusal(response)).toMatchObject({ error: expect.stringContaining(sentence) });
    expect([400, 422]).toContain(response.status);
  }
});

test("[L19] what names too much, or is nested too deeply, is refused before anything is done with it", async () => {
  const { anonymous } = await TestRegistry.withUsers();
  const integrity = `sha512-${Buffer.alloc(64).toString("base64")}`;
  const manifest = { name: "themes", version: "3.0.0", dist: { tarball: "", integrity }, deep: nested(2000) };
  const source = { type: "path", path: "../themes" };
  const wrong = [
    [{ policy: { ...policyOfNobody, block: many(1001) } }, "`policy.block` is wrong: must be at most 1000"],
    [{ extensions: { "left-pad": { dependencies: many(50_001) } } }, "it has more than 50000 values"],
    [{ given: [{ alias: "themes", source, manifest }] }, "it is nested more than 200 levels deep"],
  ] as const;

  for (const [body, sentence] of wrong) {
    const response = await anonymous.post("/-/api/v1/resolve", { ...question, wants: {}, ...body });
    expect(await refusal(response)).toMatchObject({ status: 400, error: expect.stringContaining(sentence) });
  }
});

function many(count: number): object {
  return Object.fromEntries(Array.from({ length: count }, (_, index) => [`pad-${index}@^1`, "1.0.0"]));
}

function nested(levels: number): unknown {
  let value: unknown = [];
  for (let level = 1; level < levels; level += 1) value = [value];
  return value;
}

test("[L15] the lock and the conflict are those of a client that solves from the documents here", async () => {
  const { ada, world } = await TestRegistry.withUsers("ada");
  const chat = { engines: { larder: "^1.0.0" }, larder: { requires: { "capability:mail": "^1.0.0" } } };
  await ada.publish(aPackage("@acme/chat").with({ ...chat, dependencies: { "left-pad": "^1.0.0" } }));
  await ada.publish(aPackage("@acme/mail").with({ larder: { provides: { "capability:mail": "1.2.0" } } }));
  for (const version of ["1.0.0", "1.1.0"]) {
    const fields = {
      os: ["linux"],
      bin: { pad: "index.js" },
      scripts: { postinstall: "true" },
      devDependencies: { x: "1" },
    };
    await ada.publish(
      aPackage("left-pad")
        .version(version)
        .with({ ...fields, peerDependencies: { "@acme/mail": "*" } }),
    );
  }
  const client = createRegistryClient({
    url: "https://packages.example",
    ...(ada.token !== undefined && { token: ada.token }),
    fetch: (request) => world.registry.fetch(request),
  });

  for (const wants of [
    { "@acme/chat": "^1.0.0", "@acme/mail": "*" },
    { "@acme/chat": "^1.0.0", "left-pad": "^2.0.0" },
  ]) {
    const body = { ...question, wants };
    const here = await answerResolve(body, packageSource(client, { mayBeSingleton: [] }));
    expect(await resolveFor(ada, { wants })).toEqual(JSON.parse(JSON.stringify(here)));
    expect(await client.resolve(body)).toEqual(JSON.parse(JSON.stringify(here)));
  }
});

describeEachDatabase("answers that are kept", (openDatabase) => {
  test("[L16] [TM5] count for those only who may read all that they were made from, and until one of it changes", async () => {
    const { owner, reader, outsider, admin, world } = await openAcme({ database: await openDatabase() });
    const wants = { "@acme/chat": "^1.0.0" };
    const first = await lockFor(owner, { wants });

    expect(await resolveFor(outsider, { wants })).toMatchObject({ outcome: "conflict" });
    expect(await lockFor(reader, { wants })).toBe(first);
    await admin.delete("/-/team/acme/qa/user", { user: "reader" });
    expect(await resolveFor(reader, { wants })).toMatchObject({ outcome: "conflict" });

    const narrow = await world.token("owner", { scopes: ["read"], packagePatterns: ["@other/*"] });
    expect(await refusal(await narrow.post("/-/api/v1/resolve", { ...question, wants }))).toMatchObject({
      status: 403,
      error: "This token is not for `@acme/chat`",
    });

    await owner.publish(aPackage("@acme/chat").version("1.1.0"));
    expect(await lockFor(owner, { wants })).toContain("@acme/chat@1.1.0");
  });
});

test("[L5] overrides at any depth are heeded, and a lock with them stands", async () => {
  const { ada } = await TestRegistry.withUsers("ada");
  for (const version of ["1.0.0", "2.0.0"]) await ada.publish(aPackage("view").version(version));
  await ada.publish(aPackage("button").with({ dependencies: { view: "*" } }));
  for (const name of ["chat", "shop"]) await ada.publish(aPackage(name).with({ dependencies: { button: "*" } }));
  const body = {
    wants: { chat: "*", shop: "*" },
    overrides: { "chat>**>view": "1.0.0" },
    needs: ["nested-overrides"],
  };

  const lock = await lockFor(ada, body);

  expect(lock).toContain('package button@1.0.0[chat>**] {"edges":[["view","prod","1.0.0","view@1.0.0"]]');
  expect(await resolveFor(ada, { ...body, lock })).toEqual({ outcome: "unchanged" });
});

test("[L17] a lock that stands is answered with a word, also at a later time", async () => {
  const { ada } = await TestRegistry.withUsers("ada");
  await ada.publish(aPackage("left-pad"));
  const policy = { ...policyOfNobody, minimumAgeMs: 1000 };
  const body = { wants: { "left-pad": "^1.0.0" }, policy };
  const lock = await lockFor(ada, { ...body, asOf: "2999-01-01T00:00:00Z" });

  expect(await resolveFor(ada, { ...body, lock, asOf: "2999-01-02T00:00:00Z" })).toEqual({ outcome: "unchanged" });
  const { resolution } = parseLockfile(lock);
  const other = printLockfile(createLockfile({ ...resolution, coreVersion: "0.9.0" as typeof resolution.coreVersion }));
  expect(await lockFor(ada, { ...body, lock: other, asOf: "2999-01-01T00:00:00Z" })).toBe(lock);
});

test("[L18] who asks for lines hears on the way what the lock will probably name", async () => {
  const { ada, world } = await TestRegistry.withUsers("ada");
  await ada.publish(aPackage("left-pad"));
  await ada.publish(aPackage("@acme/chat").with({ dependencies: { "left-pad": "^1.0.0" }, os: ["linux"] }));
  const client = createRegistryClient({
    url: "https://packages.example",
    fetch: (request) => world.registry.fetch(request),
  });
  const frames: PackageFrame[] = [];

  const answer = await client.resolve({ ...question, wants: { "@acme/chat": "^1.0.0" } }, (frame) =>
    frames.push(frame),
  );

  expect(answer).toMatchObject({ outcome: "solved" });
  expect(frames.map(({ name, version, os }) => ({ name, version, os }))).toEqual([
    { name: "@acme/chat", version: "1.0.0", os: ["linux"] },
    { name: "left-pad", version: "1.0.0", os: undefined },
  ]);
  const lock = parseLockfile((answer as { lock: string }).lock);
  expect(frames.map(({ integrity }) => integrity)).toEqual(lock.resolution.nodes.map(({ integrity }) => integrity));
});

test("[L18] a failure after the answer has begun is its last line", async () => {
  const uplink = await FakeUplink.start();
  uplink.isDown = true;
  const world = await TestRegistry.open({ configuration: defaultConfiguration({ uplink: uplink.url }) });
  const client = createRegistryClient({
    url: "https://packages.example",
    fetch: (request) => world.registry.fetch(request),
  });
  const body = { ...question, wants: { "left-pad": "^1.0.0" } };

  const streamed = client.resolve(body, () => undefined);

  await expect(streamed).rejects.toMatchObject({ code: "EUNAVAILABLE", status: 503 });
  await expect(client.resolve(body)).rejects.toMatchObject({ code: "EUNAVAILABLE", status: 503 });
});
