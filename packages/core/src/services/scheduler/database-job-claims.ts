import { randomUUID } from "node:crypto";

import type { Sql } from "@larder/sql";

import { openingHostTable } from "../host-table.ts";
import type { JobClaims, JobTime } from "./job-claims.ts";

/** How long a claim holds that its host does not renew, in milliseconds: the host is gone. */
const holdMs = 30_000;

/** What claims in a database stand on. */
export type DatabaseJobClaimsOptions = {
  readonly open: () => Promise<Sql>;
  /** Told when a claim could not be renewed, or released. */
  readonly onFailure: (time: JobTime, failure: unknown) => void;
  readonly holdMs?: number;
};

const columns = `
  package text not null,
  job text not null,
  due timestamptz not null,
  holder text not null,
  held_until timestamptz,
  primary key (package, job)`;

/**
 * Returns claims in the database that several hosts share: one row a job, with the newest time that was
 * claimed and until when its holder has it. A time is claimed by moving the row forward, which one host does.
 *
 * A lease in a row, and no lock of the connection: a job may run for minutes, and would keep a connection
 * from everybody else for so long.
 */
export function databaseJobClaims(options: DatabaseJobClaimsOptions): JobClaims {
  const { open, onFailure } = options;
  const hold = options.holdMs ?? holdMs;
  const holder = randomUUID();
  const prepare = openingHostTable(open, "jobs", columns);

  return {
    async claim(time) {
      const { packageName, job, due } = time;
      const sql = await prepare();
      const claimed = await sql.query(
        `insert into larder_host.jobs (package, job, due, holder, held_until)
         values ($1, $2, to_timestamp($3 / 1000.0), $4, now() + $5 * interval '1 millisecond')
         on conflict (package, job) do update
           set due = excluded.due, holder = excluded.holder, held_until = excluded.held_until
           where jobs.due < excluded.due and (jobs.held_until is null or jobs.held_until < now())
         returning job`,
        [packageName, job, due, holder, hold],
      );
      if (claimed.length === 0) return undefined;

      const mine = "package = $1 and job = $2 and holder = $3";
      const renew = (): Promise<unknown> =>
        sql.query(
          `update larder_host.jobs set held_until = now() + $4 * interval '1 millisecond' where ${mine} and held_until is not null`,
          [packageName, job, holder, hold],
        );
      const renewing = setInterval(() => {
        renew().catch((failure: unknown) => onFailure(time, failure));
      }, hold / 3).unref();
      return {
        async release() {
          clearInterval(renewing);
          try {
            await sql.query(`update larder_host.jobs set held_until = null where ${mine}`, [packageName, job, holder]);
          } catch (failure) {
            // It ends by itself when its time is over.
            onFailure(time, failure);
          }
        },
      };
    },
  };
}
