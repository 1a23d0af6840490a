import { PGlite } from "@electric-sql/pglite";
import { afterAll, beforeAll, expect, onTestFinished, test } from "vitest";

import { UnsyncedError } from "./durable-node-fs.ts";
import { PgliteConnection, type StatementRunner } from "./pglite-connection.ts";

// Its first boot takes longer than everything else here: the tests have it one after the other.
let pglite: PGlite;

beforeAll(async () => {
  pglite = await PGlite.create();
});

afterAll(() => pglite.close());

/** Leaves an empty table `jars`, whatever the test before left. */
async function emptyJars(): Promise<void> {
  await pglite.exec("rollback; deallocate all; drop table if exists jars");
  await pglite.exec("create table jars (id integer primary key, label text)");
}

type Send = PGlite["execProtocolStream"];

/** Lets `intercept` have what the running test sends to the engine; it calls `send` with what shall get there. */
function intercepting(intercept: (send: Send, ...sent: Parameters<Send>) => ReturnType<Send>): void {
  const send = pglite.execProtocolStream.bind(pglite);
  pglite.execProtocolStream = (...sent) => intercept(send, ...sent);
  onTestFinished(() => {
    pglite.execProtocolStream = send;
  });
}

/** A connection to an empty table `jars`, and the commands that its transactions send. */
async function openJars(): Promise<{ connection: PgliteConnection; commits: () => number }> {
  await emptyJars();
  let commits = 0;
  intercepting((send, message, options) => {
    if (Buffer.from(message).includes("commit\0")) commits += 1;
    return send(message, options);
  });
  return { connection: new PgliteConnection(pglite), commits: () => commits };
}

async function idsIn(runner: StatementRunner): Promise<unknown[]> {
  const { rows } = await runner.query("select id from jars order by id");
  return rows.map((row) => (row as { id: number }).id);
}

function insert(runner: StatementRunner, id: number): Promise<unknown> {
  return runner.query("insert into jars (id, label) values ($1, $2)", [id, `jar ${id}`]);
}

test("transactions that wait at the same time are committed together, and one that fails is rolled back alone", async () => {
  const { connection, commits } = await openJars();

  const outcomes = await Promise.allSettled(
    [1, 2, 3, 4].map((id) =>
      connection.transaction(async (transaction) => {
        await insert(transaction, id);
        if (id === 3) throw new Error("not this one");
        return id;
      }),
    ),
  );

  expect(outcomes.map(({ status }) => status)).toEqual(["fulfilled", "fulfilled", "rejected", "fulfilled"]);
  expect(await idsIn(connection)).toEqual([1, 2, 4]);
  expect(commits()).toBe(1);
});

test("a statement that Postgres refuses spends its own transaction only", async () => {
  const { connection } = await openJars();
  await insert(connection, 1);

  const outcomes = await Promise.allSettled([
    connection.transaction((transaction) => insert(transaction, 2)),
    connection.transaction((transaction) => insert(transaction, 1)),
    connection.transaction((transaction) => insert(transaction, 3)),
  ]);

  expect(outcomes.map(({ status }) => status)).toEqual(["fulfilled", "rejected", "fulfilled"]);
  expect(await idsIn(connection)).toEqual([1, 2, 3]);
});

test("nobody sees what a transaction wrote before it is committed", async () => {
  const { connection } = await openJars();
  const seen: unknown[] = [];

  const writing = connection.transaction(async (transaction) => {
    await insert(transaction, 1);
    seen.push(await idsIn(transaction));
  });
  const reading = idsIn(connection).then((ids) => seen.push(ids));
  await connection
    .transaction(async (transaction) => {
      await insert(transaction, 2);
      throw new Error("undone");
    })
    .catch(() => undefined);
  await Promise.all([writing, reading]);

  expect(seen).toEqual([[1], [1]]);
});

test("one that fails because of another of its group is told so only after the commit", async () => {
  const { connection, commits } = await openJars();
  const first = connection.transaction((transaction) => insert(transaction, 1));

  const second = connection.transaction((transaction) => insert(transaction, 1)).catch(() => commits());

  expect(await second).toBe(1);
  await first;
});

test("a transaction cannot be used after its end, and takes with it what nobody awaited", async () => {
  const { connection } = await openJars();
  let kept: StatementRunner = connection;

  await connection.transaction(async (transaction) => {
    kept = transaction;
    void insert(transaction, 1);
  });

  expect(() => insert(kept, 2)).toThrow("used after its end");
  expect(await idsIn(connection)).toEqual([1]);
});

test("more statements than are kept prepared run all the same, also a second time", async () => {
  const { connection } = await openJars();
  const texts = Array.from({ length: 400 }, (_, number) => `select ${number} as number where $1::text = 'jam'`);

  for (const text of [...texts, ...texts]) {
    const { rows } = await connection.query(text, ["jam"]);
    expect(rows).toHaveLength(1);
  }
});

test("when a commit does not reach the disk, nobody hears that his is done, and nothing is asked any more", async () => {
  await emptyJars();
  let commits = 0;
  const connection = new PgliteConnection(pglite, {
    syncingAfter: async (work) => {
      await work();
      commits += 1;
      if (commits === 2) throw new UnsyncedError(new Error("EIO"));
    },
  });
  const insertAlone = (id: number): Promise<unknown> =>
    connection.transaction((transaction) => insert(transaction, id));

  await insertAlone(1);
  const outcomes = await Promise.allSettled([insertAlone(2), insertAlone(3), idsIn(connection), insertAlone(4)]);

  const unsynced = { status: "rejected", reason: expect.any(UnsyncedError) };
  expect(outcomes).toEqual([unsynced, unsynced, unsynced, unsynced]);
});

test("when the engine fails in the middle of a group, everybody in it hears of it", async () => {
  await emptyJars();
  const connection = new PgliteConnection(pglite);
  let savepoints = 0;
  intercepting((send, message, options) => {
    if (Buffer.from(message).includes("savepoint shared\0")) savepoints += 1;
    // The first transaction begins and ends its own.
    return savepoints > 2 ? Promise.reject(new Error("unreachable")) : send(message, options);
  });

  const outcomes = await Promise.allSettled(
    [1, 2, 3].map((id) => connection.transaction((transaction) => insert(transaction, id))),
  );

  expect(outcomes.map(({ status }) => status)).toEqual(["rejected", "rejected", "rejected"]);
});
