import { Hono } from "hono";

import type { Accounts } from "../accounts/accounts.ts";
import type { HostLog } from "../services/host-log.ts";
import { readAccountKey, readFlag, readNewAccount, readRoles, readWord } from "./control-requests.ts";
import { describeFailure } from "./failure.ts";
import { limitBody, readJsonBody } from "./json-bodies.ts";
import { createPackageOperations, type PackageOperationsOptions } from "./package-operations.ts";

const bodyBytesMax = 64 * 1024;

/** What the operator's operations work on, and where their faults are told. */
export type ControlDoorOptions = PackageOperationsOptions & { readonly accounts: Accounts; readonly log: HostLog };

/**
 * Returns the operations that the machine's operator may do while the host runs (`larder account …`, `larder status`).
 *
 * It asks nobody who they are: whoever can open the control socket is the operator.
 */
export function createControlDoor({ accounts: { management, keys }, log, ...rest }: ControlDoorOptions): Hono {
  const app = new Hono();
  app.use(limitBody(bodyBytesMax));
  app.route("/", createPackageOperations(rest));

  app.post("/accounts", async (c) => c.json(await management.create(readNewAccount(await readJsonBody(c))), 201));

  app.post("/accounts/list", async (c) => c.json(await management.list()));

  app.post("/accounts/disable", async (c) => {
    const body = await readJsonBody(c);
    return c.json(await management.setDisabled(readWord(body, "name"), readFlag(body, "isDisabled")));
  });

  app.post("/accounts/password", async (c) => {
    const body = await readJsonBody(c);
    return c.json(await management.setPassword(readWord(body, "name"), readWord(body, "password")));
  });

  app.post("/accounts/roles", async (c) => {
    const body = await readJsonBody(c);
    return c.json(await management.setRoles(readWord(body, "name"), readRoles(body)));
  });

  app.post("/keys", async (c) => c.json(await keys.create(readAccountKey(await readJsonBody(c))), 201));

  app.post("/keys/list", async (c) => c.json(await keys.list(readWord(await readJsonBody(c), "account"))));

  app.post("/keys/revoke", async (c) => {
    const body = await readJsonBody(c);
    await keys.revoke(readWord(body, "account"), readWord(body, "id"));
    return c.json({ ok: true });
  });

  app.onError((error, c) => {
    const failure = describeFailure(error);
    if (failure === undefined || !("code" in error)) {
      log.logOf({}).error("An operation of the operator failed", { failure: error });
      return c.json({ error: "The host failed", code: "EINTERNAL" }, 500);
    }
    const { message, hint, status } = failure;
    return c.json({ error: message, code: error.code, ...(hint === undefined ? {} : { hint }) }, status);
  });
  return app;
}
