import { Hono } from "hono";

import type { HostPackages } from "../lifecycle/host-packages.ts";
import { readWord } from "./control-requests.ts";
import type { HostStatus, PackageStatus } from "./host-status.ts";
import { readJsonBody } from "./json-bodies.ts";

/** What the operator's operations on packages work on. */
export type PackageOperationsOptions = { readonly packages: HostPackages; readonly status: () => HostStatus };

/**
 * Returns the operations on the packages of a running host (`larder status`, `larder stop`, `larder reload`, …), for the
 * control door. A verb answers what became of the package.
 */
export function createPackageOperations({ packages, status }: PackageOperationsOptions): Hono {
  const app = new Hono();

  app.post("/status", (c) => c.json(status()));

  app.post("/packages/update", async (c) => c.json(await packages.update()));

  const verbs = {
    start: (name) => packages.start(name),
    stop: (name) => packages.stop(name),
    enable: (name) => packages.enable(name),
    disable: (name) => packages.disable(name),
    reload: (name, body) => packages.reload(name, { reset: body["reset"] === true }),
  } as const satisfies {
    readonly [verb: string]: (name: string, body: { readonly [field: string]: unknown }) => Promise<void>;
  };
  for (const [verb, act] of Object.entries(verbs)) {
    app.post(`/packages/${verb}`, async (c) => {
      const body = await readJsonBody(c);
      const name = readWord(body, "name");

      await act(name, body);

      return c.json(statusOf(status(), name));
    });
  }
  return app;
}

function statusOf({ packages }: HostStatus, name: string): PackageStatus | null {
  return packages.find((pkg) => pkg.name === name) ?? null;
}
