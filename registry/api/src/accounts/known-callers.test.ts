// SPEC.md §4, accounts. Rule ids in titles refer to it.
import {
  findTokenByHash,
  getUser,
  hashTokenSecret,
  openRegistryDatabase,
  parseUserName,
  revokeToken,
  setDisabled,
} from "@larder/registry-database";
import { describeEachDatabase } from "@larder/registry-database/testing";
import { createTestDatabase } from "@larder/sql/testing";
import { describe, expect, inject, onTestFinished, test } from "vitest";

import { Persona, TestRegistry } from "../testing/index.ts";
import { KnownCallers, type LookUpLimits } from "./known-callers.ts";

const postgresUrl: string | undefined = inject("postgresUrl");
const whoami = "/-/whoami";

/** Revokes the token of `persona` by a query, as another process of the registry would. */
async function revoke(world: TestRegistry, persona: Persona): Promise<void> {
  const { db } = world.database;
  const found = await findTokenByHash(db, hashTokenSecret(persona.token ?? ""));
  if (found === undefined) throw new Error("The token is not there");
  await revokeToken(db, { tokenId: found.token.id, userId: found.user.id, at: new Date() });
}

async function disable(world: TestRegistry, name: string, at: Date | null): Promise<void> {
  const { db } = world.database;
  await setDisabled(db, { userId: (await getUser(db, parseUserName(name))).id, at });
}

describeEachDatabase("callers that are remembered", (openDatabase) => {
  test("[A3] a revoked token and a disabled user are refused with the next request, an enabled one is let in", async () => {
    const world = await TestRegistry.open({ database: await openDatabase() });
    const [ada, eve] = [await world.user("ada"), await world.user("eve")];
    expect([(await ada.get(whoami)).status, (await eve.get(whoami)).status]).toEqual([200, 200]);

    await revoke(world, ada);
    await disable(world, "eve", new Date());
    expect([(await ada.get(whoami)).status, (await eve.get(whoami)).status]).toEqual([401, 401]);

    await disable(world, "eve", null);
    expect((await eve.get(whoami)).status).toBe(200);
  });

  test("[A3] a token that expires while it is remembered is refused from then on", async () => {
    let now = new Date();
    const world = await TestRegistry.open({ database: await openDatabase(), clock: () => now });
    await world.user("ada");
    const ada = await world.token("ada", { scopes: ["read"], expiresAt: new Date(now.getTime() + 60_000) });
    expect((await ada.get(whoami)).status).toBe(200);

    now = new Date(now.getTime() + 60_000);

    expect((await ada.get(whoami)).status).toBe(401);
  });

  test("[A3] a token that is revoked while many use it is refused to whoever asks after that", async () => {
    const world = await TestRegistry.open({ database: await openDatabase() });
    const ada = await world.user("ada");
    let isRevoked = false;
    const use = async (): Promise<void> => {
      for (;;) {
        const askedAfter = isRevoked;
        const { status } = await ada.get(whoami);
        expect(askedAfter ? status : 401).toBe(401);
        if (status === 401) return;
      }
    };

    const using = Promise.all(Array.from({ length: 4 }, use));
    await revoke(world, ada);
    isRevoked = true;

    await using;
  });
});

test.skipIf(postgresUrl === undefined)("[A3] what one replica revokes, the others refuse at once", async () => {
  const server = await createTestDatabase(postgresUrl ?? "");
  const open = () => openRegistryDatabase({ type: "url", url: server.url, poolSizeMax: 4 });
  const [one, other] = [await open(), await open()];
  onTestFinished(async () => {
    await Promise.all([one.close(), other.close()]);
    await server.drop();
  });
  const world = await TestRegistry.open({ database: one });
  const elsewhere = await TestRegistry.open({ database: other });
  await world.user("ada");

  for (let round = 0; round < 20; round += 1) {
    const ada = await world.token("ada", { scopes: ["read"] });
    const same = new Persona(elsewhere.registry, "ada", ada.token);
    expect((await same.get(whoami)).status).toBe(200);
    await revoke(world, ada);
    expect((await same.get(whoami)).status).toBe(401);
  }
});

/** Looks up whatever is asked for. */
const unlimited: LookUpLimits = { assertMayLookUp: () => undefined, countBadCredential: () => undefined };

describe("a lookup during which accounts change", () => {
  test("answers who waits for it, and is not remembered", async () => {
    const world = await TestRegistry.open();
    const ada = await world.user("ada");
    const callers = new KnownCallers(world.database, unlimited);
    const from = { now: new Date(), address: undefined };
    const authorization = `Bearer ${ada.token}`;

    const early = callers.authenticate(authorization, from);
    callers.forgetAll();
    expect(await early).toMatchObject({ name: "ada" });
    await revoke(world, ada);

    await expect(callers.authenticate(authorization, from)).rejects.toThrow("was revoked");
  });
});
