import { defineAction } from "@larder/sdk";

/** Says a text loudly. */
export default defineAction({
  input: { type: "object", required: ["text"], properties: { text: { type: "string" } } },
  handler: ({ text }: { text: string }) => ({ text: text.toUpperCase() }),
});
