import { Hono } from "hono";
import { html } from "hono/html";

import type { ActionCatalog } from "../actions/action-catalog.ts";
import { actionEntry } from "./actions-page.ts";
import { type ActionDescription, describeAction } from "./describe-action.ts";
import { DoorError } from "./door-error.ts";
import type { PackageStatus } from "./host-status.ts";
import { hostPage, type Markup, sendPage, wantsPage } from "./page.ts";
import { packageSection } from "./status-page.ts";
import { requireAccess } from "./visit.ts";

/** What the door needs of the host. */
export type InfoDoorOptions = { readonly catalog: ActionCatalog; readonly packages: () => readonly PackageStatus[] };

/**
 * `GET /info`, `/<author>/info` and `/<author>/<package>/info`: who is here, what is here of them, and what is in it;
 * `GET /<author>/<package>/actors/<actor>`: the methods of an actor. A page for a browser, JSON otherwise.
 */
export function createInfoDoor({ catalog, packages }: InfoDoorOptions): Hono {
  const app = new Hono();
  const asUser = requireAccess("user", "What is said about packages");

  app.get("/info", asUser, (c) => {
    const authors = [...Map.groupBy(packages(), authorOf)].map(([author, own]) => ({
      author,
      packages: own.map(briefOf),
    }));
    return wantsPage(c) ? sendPage(c, authorsPage(authors)) : c.json({ authors });
  });

  app.get("/:author/info", asUser, (c) => {
    const author = c.req.param("author").replace(/^@/, "");
    const own = packages().filter((pkg) => authorOf(pkg) === author);
    if (own.length === 0) throw new DoorError("E404", `No package of \`${author}\` is here`, "`/info` lists who is");
    const answer = { author, packages: own.map(briefOf) };
    return wantsPage(c) ? sendPage(c, authorsPage([answer])) : c.json(answer);
  });

  app.get("/:author/:package/info", asUser, (c) => {
    const pkg = getPackage(packages(), c.req.param("author"), c.req.param("package"));
    const actions = catalog.list().filter(({ packageName }) => packageName === pkg.name);
    const described = actions.map(describeAction);
    return wantsPage(c) ? sendPage(c, packagePage(pkg, described)) : c.json({ ...pkg, actions: described });
  });

  app.get("/:author/:package/actors/:actor", asUser, (c) => {
    const { name } = getPackage(packages(), c.req.param("author"), c.req.param("package"));
    const actor = c.req.param("actor");
    const methods = catalog
      .list()
      .filter(({ kind, packageName, owner }) => kind === "method" && packageName === name && owner === actor);
    if (methods.length === 0) throw new DoorError("E404", `\`${name}\` has no actor \`${actor}\``);
    return c.json({ package: name, actor, methods: methods.map(describeAction) });
  });

  return app;
}

/** The scope of a package; `local` is that of one without. */
function authorOf({ name }: Pick<PackageStatus, "name">): string {
  return name.startsWith("@") ? name.slice(1, name.indexOf("/")) : "local";
}

function getPackage(packages: readonly PackageStatus[], author: string, name: string): PackageStatus {
  const scope = author.replace(/^@/, "");
  const found = packages.find((pkg) => authorOf(pkg) === scope && pkg.name.replace(/^@[^/]+\//, "") === name);
  if (found === undefined)
    throw new DoorError("E404", `There is no package \`${scope}/${name}\``, "`/info` lists what there is");
  return found;
}

type Brief = Pick<PackageStatus, "name" | "version" | "actual" | "mode"> & { readonly path: string };

function briefOf(pkg: PackageStatus): Brief {
  const { name, version, actual, mode } = pkg;
  return { name, version, actual, mode, path: `/${authorOf(pkg)}/${name.replace(/^@[^/]+\//, "")}/info` };
}

function authorsPage(authors: readonly { readonly author: string; readonly packages: readonly Brief[] }[]): Markup {
  return hostPage(
    "Packages",
    html`${authors.length === 0 ? html`<p>Nothing is installed.</p>` : ""}
    ${authors.map(
      ({ author, packages }) =>
        html`<section>
          <h2><a href="/${author}/info">${author}</a></h2>
          <ul>
            ${packages.map(
              ({ name, version, actual, path }) =>
                html`<li><a href="${path}">${name}</a> ${version} <span class="${actual}">${actual}</span></li>`,
            )}
          </ul>
        </section>`,
    )}`,
  );
}

function packagePage(pkg: PackageStatus, actions: readonly ActionDescription[]): Markup {
  return hostPage(pkg.name, html`${packageSection(pkg)} ${actions.map(actionEntry)}`);
}
