// SPEC.md §3, services. Rule ids in titles refer to it.
import { setTimeout as delay } from "node:timers/promises";

import type { Sql } from "@larder/sql";
import { describeEachEngine } from "@larder/sql/testing";
import { beforeAll, expect, test } from "vitest";

import { databaseJobClaims } from "./database-job-claims.ts";
import type { JobClaims } from "./job-claims.ts";

const migrations = new URL("../../../migrations/", import.meta.url);

function at(job: string, due: number): Parameters<JobClaims["claim"]>[0] {
  return { packageName: "@home/jobs", job, due: Date.parse("2026-11-21T10:00:00Z") + due };
}

describeEachEngine("the claims of hosts on one database", (openTestSql) => {
  let sql: Sql;
  const failures: unknown[] = [];

  beforeAll(async () => {
    sql = await openTestSql({ schema: {}, migrations });
  });

  function aHost(holdMs = 10_000): JobClaims {
    return databaseJobClaims({ open: async () => sql, onFailure: (_, failure) => failures.push(failure), holdMs });
  }

  test("[S17] [X44] of several hosts, started together, one runs a time of a job, and each time is run", async () => {
    const hosts = Array.from({ length: 5 }, () => aHost());
    const winners: number[] = [];
    for (const due of [0, 1, 2, 3]) {
      const claims = await Promise.all(hosts.map((host) => host.claim(at("shared", due))));
      winners.push(claims.filter((claim) => claim !== undefined).length);
      for (const claim of claims) await claim?.release();
    }

    expect([winners, failures]).toEqual([[1, 1, 1, 1], []]);
  });

  test("[S17] [X44] no host begins a job that another still runs", async () => {
    const [ada, eve] = [aHost(), aHost()];
    const claim = await ada.claim(at("long", 0));

    const during = await eve.claim(at("long", 1));
    await claim?.release();
    const afterwards = await eve.claim(at("long", 2));

    expect([claim !== undefined, during, afterwards !== undefined]).toEqual([true, undefined, true]);
    await afterwards?.release();
  });

  test("[S17] a host that lives keeps its claim beyond the time of one", async () => {
    const [ada, eve] = [aHost(90), aHost(90)];
    const claim = await ada.claim(at("kept", 0));

    await delay(250);

    expect(await eve.claim(at("kept", 1))).toBeUndefined();
    await claim?.release();
  });

  test("[S17] the claim of a host that is gone ends", async () => {
    const eve = aHost();
    await sql.query(
      `insert into larder_host.jobs values ('@home/jobs', 'orphan', '2026-11-21T10:00:00Z', 'a host that is gone', now() + interval '150 milliseconds')`,
    );

    expect(await eve.claim(at("orphan", 1))).toBeUndefined();
    await delay(250);

    const claim = await eve.claim(at("orphan", 1));
    expect(claim).toBeDefined();
    await claim?.release();
  });
});
