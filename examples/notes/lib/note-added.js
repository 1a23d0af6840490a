// @ts-check
import { event } from "@larder/sdk";

/** @import { EventToken } from "@larder/sdk" */
/** @import { Note } from "./note-store.js" */

/**
 * Somebody kept a note.
 *
 * @type {EventToken<Note>}
 */
export const noteAdded = event("notes.added", {
  type: "object",
  required: ["id", "text", "writtenAt"],
  properties: { id: { type: "integer" }, text: { type: "string" }, writtenAt: { type: "string" } },
});
