// @ts-check

/** @import { Queryable } from "@larder/sdk" */

/**
 * @typedef {object} Note
 * @property {number} id
 * @property {string} text
 * @property {string} writtenAt ISO 8601
 */

const columns = `id, text, to_char(written_at at time zone 'UTC', 'YYYY-MM-DD"T"HH24:MI:SS.MS"Z"') as "writtenAt"`;

/**
 * Makes the table, unless it is there.
 *
 * @param {Queryable} db
 */
export async function prepareNotes(db) {
  await db.query(`create table if not exists notes (
    id integer generated always as identity primary key,
    text text not null,
    written_at timestamptz not null default now()
  )`);
}

/**
 * Keeps `text` and returns its note.
 *
 * @param {Queryable} db
 * @param {string} text
 * @returns {Promise<Note>}
 */
export async function insertNote(db, text) {
  const [note] = await db.query(`insert into notes (text) values ($1) returning ${columns}`, [text]);
  return /** @type {Note} */ (note);
}

/**
 * Returns up to `limit` notes, the newest first.
 *
 * @param {Queryable} db
 * @param {number} limit
 * @returns {Promise<readonly Note[]>}
 */
export async function listNotes(db, limit) {
  return await db.query(`select ${columns} from notes order by id desc limit $1`, [limit]);
}

/**
 * Returns up to `limit` notes that hold `text`, whatever the case of its letters, the newest first.
 *
 * @param {Queryable} db
 * @param {string} text
 * @param {number} limit
 * @returns {Promise<readonly Note[]>}
 */
export async function searchNotes(db, text, limit) {
  return await db.query(
    `select ${columns} from notes where position(lower($1) in lower(text)) > 0 order by id desc limit $2`,
    [text, limit],
  );
}

/**
 * Returns the note `id`; undefined when there is none.
 *
 * @param {Queryable} db
 * @param {number} id
 * @returns {Promise<Note | undefined>}
 */
export async function findNote(db, id) {
  const [note] = await db.query(`select ${columns} from notes where id = $1`, [id]);
  return /** @type {Note | undefined} */ (note);
}

/**
 * Removes the note `id` and returns whether it was there.
 *
 * @param {Queryable} db
 * @param {number} id
 * @returns {Promise<boolean>}
 */
export async function removeNote(db, id) {
  const removed = await db.query("delete from notes where id = $1 returning id", [id]);
  return removed.length > 0;
}

/**
 * Returns how many notes there are.
 *
 * @param {Queryable} db
 * @returns {Promise<number>}
 */
export async function countNotes(db) {
  const [row] = await db.query("select count(*)::int as count from notes");
  return Number(row?.["count"] ?? 0);
}
