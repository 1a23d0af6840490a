import { actorOf } from "../../accounts/actor.ts";
import { authorizeMember } from "../../accounts/authorize.ts";
import { destroyTeam } from "../../publishing/destroy-team.ts";
import { teamParams } from "../org-params.ts";
import { noteChange, noteReaders } from "../packages/note-change.ts";
import { factory } from "../registry-routes.ts";
import { valid } from "../valid.ts";

/** `DELETE /-/team/:org/:team`: removes a team and what was granted to it (`npm team destroy`). */
export const deleteTeam = factory.createHandlers(valid("param", teamParams), async (c) => {
  const { org, team } = c.req.valid("param");
  const { registry, caller, address } = c.var;

  const admin = authorizeMember(caller, { action: "manage-teams", org });
  const names = await destroyTeam(registry.database, { org, team, actor: actorOf(admin, address), at: registry.now() });
  for (const name of names) {
    await noteReaders(registry, name);
    noteChange(registry, name);
  }

  return c.json({ ok: true });
});
