// SPEC.md §4, accounts. Rule ids in titles refer to it.
import { listAudit } from "@larder/registry-database";
import { describeEachDatabase } from "@larder/registry-database/testing";
import { expect, test } from "vitest";

import { type Acme, aPackage, openAcme, type Persona } from "../testing/index.ts";

type Change = { readonly by: "root" | "owner"; readonly method: string; readonly path: string; readonly body: unknown };

const changes: { readonly [what: string]: () => Promise<Change> } = {
  "a publish": async () => {
    const body = await aPackage("@acme/chat").version("2.0.0").body();
    return { by: "owner", method: "PUT", path: "/@acme%2fchat", body };
  },
  "a batch": async () => {
    const packages = [await aPackage("@acme/chat").version("2.0.0").body()];
    return { by: "owner", method: "PUT", path: "/-/pnpm/v1/publish", body: { packages } };
  },
  "a change of the maintainers": async () => {
    const body = { _id: "@acme/chat", maintainers: [{ name: "outsider" }] };
    return { by: "owner", method: "PUT", path: "/@acme%2fchat/-rev/2-larder", body };
  },
  "a new token": async () => {
    return { by: "root", method: "POST", path: "/-/api/v1/tokens", body: { user: "outsider", scopes: ["publish"] } };
  },
};

/** Sends a request whose body halts in its middle, for as long as `meanwhile` takes. */
function sendSlowly(
  persona: Persona,
  { method, path, body }: Change,
  meanwhile: () => Promise<unknown>,
): Promise<Response> {
  const bytes = new TextEncoder().encode(JSON.stringify(body));
  const half = Math.floor(bytes.length / 2);
  const stream = new ReadableStream<Uint8Array>(
    {
      async pull(controller) {
        controller.enqueue(bytes.subarray(0, half));
        await meanwhile();
        controller.enqueue(bytes.subarray(half));
        controller.close();
      },
    },
    // Nothing is pulled before somebody reads.
    { highWaterMark: 0 },
  );
  return persona.send(path, { method, body: stream, duplex: "half" } as RequestInit);
}

function endLogin(persona: Persona): Promise<Response> {
  return persona.delete(`/-/user/token/${persona.token ?? ""}`);
}

async function auditedActions({ world }: Acme): Promise<string[]> {
  return (await listAudit(world.database.db, {}, 3)).map(({ action }) => action);
}

describeEachDatabase("bodies that take long", (openDatabase) => {
  test.each(Object.keys(changes))("[A3] [S18] %s does not outlive the token that it began with", async (what) => {
    const acme = await openAcme({ database: await openDatabase() });
    const change = await changes[what]?.();
    if (change === undefined) throw new Error(`There is no change ${what}`);
    const blobs = await acme.world.countBlobs();

    const answer = await sendSlowly(acme[change.by], change, () => endLogin(acme[change.by]));

    expect(answer.status).toBe(401);
    expect((await auditedActions(acme))[0]).toBe("token.revoke");
    expect(await acme.world.countBlobs()).toBe(blobs);
  });

  test("[TM5] a publish does not outlive the right that it began with", async () => {
    const acme = await openAcme({ database: await openDatabase() });
    const body = await aPackage("@acme/chat").version("2.0.0").body();
    const publish: Change = { by: "owner", method: "PUT", path: "/@acme%2fchat", body };

    const answer = await sendSlowly(acme.writer, publish, () =>
      acme.owner.delete("/-/team/acme/developers/user", { user: "writer" }),
    );

    expect(answer.status).toBe(404);
    expect((await auditedActions(acme))[0]).toBe("team.member.remove");
  });

  test("[A2] a login with an old token takes as long as it needs", async () => {
    const { reader } = await openAcme({ database: await openDatabase() });
    const body = { name: "reader", password: "correct horse battery" };
    const login: Change = { by: "owner", method: "PUT", path: "/-/user/org.couchdb.user:reader", body };

    const answer = await sendSlowly(reader, login, () => endLogin(reader));

    expect(answer.status).toBe(201);
  });
});
