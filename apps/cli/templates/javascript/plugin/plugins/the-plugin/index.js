// @ts-check
import { definePlugin, event } from "@larder/sdk";

/** Somebody was greeted. */
export const greeted = event("the-plugin.greeted", {
  type: "object",
  required: ["name"],
  properties: { name: { type: "string" } },
});

/** Greets people by name. */
export default definePlugin({
  permissions: [],

  actions: {
    hello: {
      description: "Greets somebody",
      input: {
        type: "object",
        required: ["name"],
        additionalProperties: false,
        properties: { name: { type: "string", minLength: 1, maxLength: 100 } },
      },
      /** @param {{ name: string }} input */
      async handler({ name }, context) {
        await context.emit(greeted, { name });
        return { text: `Hello, ${name}!` };
      },
    },
  },

  routes: () => new Response("Hello from the-plugin\n"),

  onLoad(context) {
    context.log.info("the-plugin is ready");
  },
});
