// @ts-check
import { allow } from "@larder/sdk";

/** What the plugins of this package reach: only its own meter. The same rules stand in package.json. */
export const permissions = /** @type {const} */ ([allow("ext.analytics.meter")]);
