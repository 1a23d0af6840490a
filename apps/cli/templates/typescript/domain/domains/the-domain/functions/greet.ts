import { defineAction } from "@larder/sdk";

/** Returns a greeting in the words of the-domain. */
export default defineAction({
  input: { type: "object", required: ["name"], properties: { name: { type: "string", minLength: 1 } } },
  handler: ({ name }: { name: string }) => ({ name, text: `Good day, ${name}` }),
});
