// @ts-check
import { event } from "@larder/sdk";

/** @import { EventToken } from "@larder/sdk" */
/** @import { Note } from "./note-store.js" */

/** Somebody kept a note. */
export const noteAdded = /** @type {EventToken<Note>} */ (
  event("notes.added", {
    type: "object",
    required: ["id", "text", "writtenAt"],
    properties: { id: { type: "integer" }, text: { type: "string" }, writtenAt: { type: "string" } },
  })
);
