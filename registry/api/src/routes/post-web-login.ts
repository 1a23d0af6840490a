import { ExpectedError } from "@larder/errors";

import { factory } from "./registry-routes.ts";

/** `POST /-/v1/login`: login in a browser. Not offered: npm and pnpm then ask for name and password. */
export const postWebLogin = factory.createHandlers(() => {
  throw new WebLoginError();
});

class WebLoginError extends ExpectedError {
  readonly code = "E404";

  constructor() {
    super("This registry has no login in the browser", { hint: "Log in with `npm login --auth-type=legacy`" });
  }
}
