import { factory } from "../registry-routes.ts";

/** `GET /-/npm/v1/keys`: the keys that versions are signed with, ours and those of uplinks (`npm audit signatures`). */
export const getKeys = factory.createHandlers(async (c) => {
  const { registry, hops } = c.var;

  registry.signing.assertDone();
  const lists = await Promise.all([...registry.uplinks.values()].map(({ keys }) => keys.list(hops)));
  const own = registry.signingKey.published;
  // A registry that stands between us and another passes on what that one shows. Of several keys of one name the first
  // is meant, so that no uplink takes the place of our key, or of that of an uplink before it.
  const keys = new Map<unknown, object>([[own.keyid, own]]);
  for (const key of lists.flat()) keys.set(key["keyid"], keys.get(key["keyid"]) ?? key);

  c.header("cache-control", "public, max-age=300");
  return c.json({ keys: [...keys.values()] });
});
