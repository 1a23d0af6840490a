// @ts-check
import { allow, Db, definePlugin, error } from "@larder/sdk";

import { Meter } from "../../lib/meter.js";
import { noteAdded } from "../../lib/note-added.js";
import {
  countNotes,
  findNote,
  insertNote,
  listNotes,
  prepareNotes,
  removeNote,
  searchNotes,
} from "../../lib/note-store.js";
import { renderNotesPage } from "../../lib/notes-page.js";

const notesMax = 1000;
const limit = { type: "integer", minimum: 1, maximum: notesMax };
/** Postgres keeps every character but this one. */
const pattern = "^[^\\u0000]*$";
const byId = {
  type: "object",
  required: ["id"],
  additionalProperties: false,
  properties: { id: { type: "integer", minimum: 1, maximum: 2 ** 31 - 1 } },
};

/**
 * How many notes are listed where nobody asks for a number.
 *
 * @param {import("@larder/sdk").Configuration} config
 */
const listed = (config) => Number(config["listed"]);

/** Keeps short notes; they can be read at `/plugins/notes/`. */
export default definePlugin({
  needs: { db: Db, meter: Meter },
  permissions: [
    allow("db", ["read", "write"]),
    allow("ext.analytics.meter", ["count", "set"]),
    allow("plugin:metrics", ["execute"]),
  ],

  config: {
    type: "object",
    properties: { listed: { type: "integer", minimum: 1, maximum: notesMax, default: 100 } },
  },

  actions: {
    add: {
      description: "Keeps a note",
      input: {
        type: "object",
        required: ["text"],
        additionalProperties: false,
        properties: { text: { type: "string", minLength: 1, maxLength: 10_000, pattern } },
      },
      /** @param {{ text: string }} input */
      async handler({ text }, context) {
        const note = await insertNote(context.db, text);
        await context.meter.count("notes_added_total", "How many notes were added");
        await context.emit(noteAdded, note);
        return note;
      },
    },

    list: {
      description: "Lists notes, the newest first",
      access: "public",
      input: { type: "object", additionalProperties: false, properties: { limit } },
      /** @param {{ limit?: number }} input */
      handler: async (input, { db, config }) => ({ notes: await listNotes(db, input.limit ?? listed(config)) }),
    },

    get: {
      description: "Reads one note",
      access: "public",
      input: byId,
      /** @param {{ id: number }} input */
      async handler({ id }, { db }) {
        const note = await findNote(db, id);
        if (note === undefined) throw error(`There is no note ${id}`, "not_found", { id });
        return note;
      },
    },

    remove: {
      description: "Removes one note",
      input: byId,
      /** @param {{ id: number }} input */
      async handler({ id }, { db, meter }) {
        if (!(await removeNote(db, id))) throw error(`There is no note ${id}`, "not_found", { id });
        await meter.count("notes_removed_total", "How many notes were removed");
        return { id };
      },
    },

    search: {
      description: "Finds notes that hold a text",
      access: "public",
      input: {
        type: "object",
        required: ["text"],
        additionalProperties: false,
        properties: { text: { type: "string", minLength: 1, pattern }, limit },
      },
      /** @param {{ text: string, limit?: number }} input */
      handler: async (input, { db, config }) => ({
        notes: await searchNotes(db, input.text, input.limit ?? listed(config)),
      }),
    },

    lengths: {
      description: "Summarises how long the notes are, by the metrics domain",
      input: { type: "object", additionalProperties: false },
      async handler(_input, context) {
        const notes = await listNotes(context.db, notesMax);
        return await context.call("metrics.summarise", { values: notes.map(({ text }) => text.length) });
      },
    },
  },

  async onLoad(context) {
    await prepareNotes(context.db);
    const notes = await countNotes(context.db);
    await context.meter.set("notes_kept_at_start", "How many notes there were when the host started", notes);
    context.route(async (request) => {
      if (new URL(request.url).pathname !== "/") return new Response("Not found\n", { status: 404 });
      const newest = await listNotes(context.db, listed(context.config));
      if (!request.headers.get("accept")?.includes("text/html")) return Response.json({ notes: newest });
      return new Response(renderNotesPage(newest), { headers: { "content-type": "text/html; charset=utf-8" } });
    });
    context.log.info("The notes are ready", { notes });
  },

  async onUnload(context) {
    context.log.info("The notes are put away", { notes: await countNotes(context.db) });
  },
});
