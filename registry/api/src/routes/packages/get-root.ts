import { factory } from "../registry-routes.ts";

/** `GET /`: what this is, for whoever asks without a browser. */
export const getRoot = factory.createHandlers((c) => {
  const { publicUrl } = c.var.registry;
  return c.json({ registry: "larder", url: publicUrl, api: `${publicUrl}/-/api/v1/` });
});
