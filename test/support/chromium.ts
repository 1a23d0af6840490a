import { existsSync } from "node:fs";

import { type Browser, chromium } from "playwright-core";

const candidates = [process.env["CHROMIUM_PATH"], "/usr/bin/chromium", "/usr/bin/chromium-browser"];

/** A real Chromium of this machine (`CHROMIUM_PATH` names another); `undefined` when there is none. */
export const chromiumPath = candidates.find((path) => path !== undefined && existsSync(path));

/** Starts Chromium without what it would do on the network by itself. */
export function launchChromium(): Promise<Browser> {
  if (chromiumPath === undefined) throw new Error("There is no Chromium on this machine");
  return chromium.launch({
    executablePath: chromiumPath,
    args: ["--disable-background-networking", "--disable-component-update", "--disable-sync"],
  });
}
