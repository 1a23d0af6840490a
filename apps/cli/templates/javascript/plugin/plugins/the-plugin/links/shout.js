// @ts-check
import { defineAction } from "@larder/sdk";

/** Says a text loudly. */
export default defineAction({
  input: { type: "object", required: ["text"], properties: { text: { type: "string" } } },
  /** @param {{ text: string }} input */
  handler: ({ text }) => ({ text: text.toUpperCase() }),
});
