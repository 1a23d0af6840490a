import { factory } from "../registry-routes.ts";

/** `GET /-/npm/v1/keys`: the keys that versions are signed with, ours and those of uplinks (`npm audit signatures`). */
export const getKeys = factory.createHandlers(async (c) => {
  const { registry, hops } = c.var;

  registry.signing.assertDone();
  const lists = await Promise.all([...registry.uplinks.values()].map(({ keys }) => keys.list(hops)));
  const own = registry.signingKey.published;
  // A registry that stands between us and another passes on what that one shows.
  const others = new Map(lists.flat().map((key) => [key["keyid"], key]));
  others.delete(own.keyid);

  c.header("cache-control", "public, max-age=300");
  return c.json({ keys: [own, ...others.values()] });
});
