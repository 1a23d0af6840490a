// SPEC.md §9, configuration and hooks. Rule ids in titles refer to it.
import { expect, test } from "vitest";

import { fillEnvironment, MissingCredentialError, withoutOwnVariables } from "./package-environment.ts";

const nothing = { file: {}, credentials: [], manifest: {}, settings: {}, host: {} };
const apiKey = { domain: "weather", name: "WEATHER_KEY", description: "from weather.example", isRequired: true };

test("[G8] [X5] a text that is `${NAME}` is the host's variable, another is itself, and what is missing is named", () => {
  const filled = fillEnvironment({
    ...nothing,
    manifest: { TOKEN: "${MY_TOKEN}", REGION: "eu", PARTLY: "a${B}", GONE: "${NOWHERE}", ODD: "${toString}" },
    settings: { REGION: "us" },
    host: { MY_TOKEN: "t" },
  });

  expect(filled).toMatchObject({
    values: { TOKEN: "t", REGION: "us", PARTLY: "a${B}" },
    missing: ["NOWHERE", "toString"],
  });
});

test("[G8] [X4] what stands in the package's own file of variables comes first, and everything else over it", () => {
  const filled = fillEnvironment({ ...nothing, file: { A: "file", B: "file" }, manifest: { B: "manifest" } });

  expect(filled.values).toEqual({ A: "file", B: "manifest" });
});

test("[G9] [H17] a credential is the host's variable, else what its domain ships; one that is missing names the domain", () => {
  const credentials = [
    { ...apiKey, fallback: "shipped" },
    { ...apiKey, name: "OTHER", fallback: undefined },
    { ...apiKey, name: "LAXLY", fallback: undefined, isRequired: false },
    { ...apiKey, name: "EMPTY", fallback: "" },
  ];

  const filled = fillEnvironment({ ...nothing, credentials });
  const [first, ...more] = filled.missingCredentials;

  expect(filled.values).toEqual({ WEATHER_KEY: "shipped" });
  expect(fillEnvironment({ ...nothing, credentials, host: { WEATHER_KEY: "host" } }).values).toEqual({
    WEATHER_KEY: "host",
  });
  expect(first && new MissingCredentialError("@acme/skies", [first, ...more])).toMatchObject({
    message:
      "The domain `weather` of `@acme/skies` needs `OTHER`, `EMPTY` (from weather.example), not set for this host",
    hint: "Write `OTHER=…` into `.env` of the host, or set it in the environment of `larder start`",
  });
});

test("[G8] no package gets the host's own keys and passwords by naming them", () => {
  const given = {
    LARDER_SECRET_KEY: "k",
    LARDER_TOKEN: "t",
    LARDER_DATABASE_URL: "u",
    LARDER__A__B: "ours",
    HOME: "/",
  };

  expect(withoutOwnVariables(given)).toEqual({ LARDER__A__B: "ours", HOME: "/" });
});
