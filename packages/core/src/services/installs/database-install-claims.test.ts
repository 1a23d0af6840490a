// SPEC.md §5, lifecycle. Rule ids in titles refer to it.
import { setTimeout as delay } from "node:timers/promises";

import type { Sql, SqlRow, SqlValue } from "@larder/sql";
import { describeEachEngine } from "@larder/sql/testing";
import { beforeAll, expect, test } from "vitest";

import { databaseInstallClaims } from "./database-install-claims.ts";
import type { InstallClaims, InstallWish } from "./install-claims.ts";

const migrations = new URL("../../../migrations/", import.meta.url);

function wishOf(packageName: string, version: string, over: Partial<InstallWish> = {}): InstallWish {
  return { packageName, version, isKnownHere: false, signal: new AbortController().signal, ...over };
}

describeEachEngine("the claims of hosts that install into one database", (openTestSql) => {
  let sql: Sql;
  const failures: unknown[] = [];

  beforeAll(async () => {
    sql = await openTestSql({ schema: {}, migrations });
  });

  function aHost(holdMs = 10_000): InstallClaims {
    return databaseInstallClaims({ open: async () => sql, onFailure: (_, failure) => failures.push(failure), holdMs });
  }

  test("[L35] of hosts that start together one installs, and the others wait for its end and find it done", async () => {
    let installing = 0;
    let most = 0;
    const install = async (host: InstallClaims): Promise<string | undefined> => {
      const claim = await host.claim(wishOf("@home/together", "1.0.0"));
      installing += 1;
      most = Math.max(most, installing);
      await delay(30);
      if (claim.verb !== undefined) await claim.done();
      installing -= 1;
      await claim.release();
      return claim.verb;
    };

    const verbs = await Promise.all(Array.from({ length: 4 }, () => install(aHost())));

    expect([verbs.filter((verb) => verb !== undefined), most, failures]).toEqual([["install"], 1, []]);
  });

  test("[L35] another version is an upgrade, once; a new host finds an older one, and one that goes back brings it back", async () => {
    const verbs: unknown[] = [];
    const steps = [["1.0.0"], ["2.0.0", true], ["2.0.0", true], ["1.0.0"], ["1.0.0", true], ["2.0.0", true]] as const;
    for (const [version, isKnownHere = false] of steps) {
      const claim = await aHost().claim(wishOf("@home/versions", version, { isKnownHere }));
      verbs.push(claim.verb);
      if (claim.verb !== undefined) await claim.done();
      await claim.release();
    }
    await aHost().forget("@home/versions");
    const again = await aHost().claim(wishOf("@home/versions", "2.0.0"));
    await again.release();

    expect(verbs).toEqual(["install", "upgrade", undefined, undefined, "upgrade", "upgrade"]);
    expect(again.verb).toBe("install");
  });

  test("[L35] what a host leaves in the middle the next one does, when its claim has run out", async () => {
    await aHost()
      .claim(wishOf("@home/failed", "1.0.0"))
      .then((claim) => claim.release());
    const failed = await aHost().claim(wishOf("@home/failed", "1.0.0"));
    await sql.query(
      "update larder_host.installs set holder = 'a host that is gone', held_until = now() + interval '300 milliseconds' where package = '@home/failed'",
    );
    const beganMs = performance.now();
    const next = await aHost().claim(wishOf("@home/failed", "1.0.0"));

    expect(next.verb).toBe("install");
    expect(performance.now() - beganMs).toBeGreaterThan(250);
    await expect(failed.done()).rejects.toThrow("Another host has taken over the installation of `@home/failed@1.0.0`");
    await next.done();
    await Promise.all([next.release(), failed.release()]);
  });

  test("[L35] a host that is stopped while the database answers claims nothing", async () => {
    const stopped = new AbortController();
    const answering: Sql = {
      ...sql,
      async query<Row extends SqlRow>(text: string, values?: readonly SqlValue[]) {
        const rows = await sql.query<Row>(text, values);
        stopped.abort(new Error("The package was unloaded"));
        return rows;
      },
    };
    const host = databaseInstallClaims({
      open: async () => answering,
      onFailure: (_, failure) => failures.push(failure),
    });

    await expect(host.claim(wishOf("@home/stopped", "1.0.0", { signal: stopped.signal }))).rejects.toThrow(
      "The package was unloaded",
    );
    const next = await aHost().claim(wishOf("@home/stopped", "1.0.0"));
    await next.release();

    expect([next.verb, failures]).toEqual(["install", []]);
  });

  test("[L35] a database that goes away in the middle fails the installation, and it is done again once it is back", async () => {
    let isAway = false;
    const leaving: Sql = {
      ...sql,
      async query<Row extends SqlRow>(text: string, values?: readonly SqlValue[]) {
        if (isAway) throw new Error("The database is gone");
        return await sql.query<Row>(text, values);
      },
    };
    const told: unknown[] = [];
    const host = databaseInstallClaims({
      open: async () => leaving,
      onFailure: (packageName, failure) => told.push(packageName, String(failure)),
      holdMs: 300,
    });
    const claim = await host.claim(wishOf("@home/away", "1.0.0"));

    isAway = true;
    await expect(claim.done()).rejects.toThrow("The database is gone");
    await claim.release();
    expect(new Set(told)).toEqual(new Set(["@home/away", "Error: The database is gone"]));

    isAway = false;
    const again = await host.claim(wishOf("@home/away", "1.0.0"));
    await again.done();
    await again.release();
    expect(again.verb).toBe("install");
  });

  test("[L35] a host that lives keeps its claim beyond the time of one, until what it installs is stopped", async () => {
    const ended = new AbortController();
    const waiting = new AbortController();
    const claim = await aHost(90).claim(wishOf("@home/kept", "1.0.0", { signal: ended.signal }));
    const next = aHost().claim(wishOf("@home/kept", "1.0.0"));
    const stopped = aHost().claim(wishOf("@home/kept", "1.0.0", { signal: waiting.signal }));
    stopped.catch(() => undefined);

    const early = await Promise.race([next.then(() => "claimed"), delay(400, "waits")]);
    waiting.abort(new Error("The package was unloaded"));
    await expect(stopped).rejects.toThrow("The package was unloaded");
    ended.abort();

    expect([claim.verb, early, (await next).verb]).toEqual(["install", "waits", "install"]);
    await (await next).release();
  });
});
