import { expect, test } from "vitest";

import { fileTreeOf } from "../../file-tree.ts";
import { inspectPackage } from "../../inspect-package.ts";
import { template } from "../../testing/foreign-packages.ts";

test("[W1] [W2] [W3] [W4] [W5] [D22] a Windflow plugin brings its schema, its defaults and its hooks, in any spelling", () => {
  const { dialect, packageJson, larder, problems } = inspectPackage(fileTreeOf(template));

  expect(dialect).toBe("windflow");
  expect(packageJson).toMatchObject({ name: "template", license: "MIT", engines: { larder: "^1.0.0" } });
  expect(larder).toMatchObject({
    requires: { "capability:database": ">=3.8.0" },
    provides: { "capability:template": "1.0.0" },
    config: { schema: { properties: { port: { "x-env": "HOST_PORT" } } }, defaults: { port: 8080 } },
    hooks: { "pre-deploy": "hooks/pre-deploy.sh", "post-deploy": "hooks/post-deploy.sh" },
  });
  expect(problems.map(({ severity, message }) => [severity, message])).toEqual([
    ["warning", "`larder.hooks` has `on_paint`, which is no moment of a package's life"],
    ["warning", "`larder.hooks` has `pre-deploy`, and packages are not deployed"],
    ["warning", "`larder.hooks` has `post-deploy`, and packages are not deployed"],
  ]);
});

test("[W20] a manifest of `kind: Plugin` brings its runtimes, profiles, images, secrets and checks", () => {
  const text = `apiVersion: v1
kind: Plugin
metadata: { name: Web Shop, version: "2.1", tags: [shop], maintainers: [{ name: ada }] }
spec:
  runtimes: [{ name: compose, composeTemplate: compose/app.yml.j2 }]
  configSchema: config/schema.json
  configProfiles: { dev: config/dev.yml }
  images: { web: { context: build } }
  secrets: { key: { generate: true, minLength: 32 } }
  dependencies:
    services: [{ name: postgres, minVersion: "14" }]
    plugins: [{ name: database, version: ">=1.0", optional: true }]
  hooks: { preDeploy: hooks/pre.sh }
  healthChecks: { web: { type: http, endpoint: / } }
`;
  const { packageJson, problems } = inspectPackage(
    fileTreeOf({ "plugin.yml": text, "config/schema.json": '{"type":"object"}', "config/dev.yml": "debug: true\n" }),
  );

  expect(packageJson).toMatchObject({
    name: "web-shop",
    version: "2.1.0",
    keywords: ["shop"],
    contributors: [{ name: "ada" }],
  });
  expect(packageJson["larder"]).toMatchObject({
    title: "Web Shop",
    requires: { "capability:database": { version: ">=1.0.0", optional: true } },
    config: { schema: { type: "object" }, profiles: { dev: { debug: true } } },
    deploy: {
      runtimes: [{ name: "compose" }],
      images: { web: { context: "build" } },
      secrets: { key: { minLength: 32 } },
      healthChecks: { web: { type: "http" } },
    },
    extra: { services: [{ name: "postgres", minVersion: "14" }] },
  });
  expect(problems.map(({ severity }) => severity)).toEqual(["warning", "warning", "warning"]);
});

test("[W22] [W23] windflow-plugin.yml brings capabilities, conflicts, and its fields as a schema", () => {
  const text = `name: traefik
display_name: Traefik
version: 3.0.0
type: hybrid
windflow_version: ">=1.0.0"
dependencies: { requires: [docker], optional: [{ name: dns }], conflicts: [{ name: nginx, version: "<2.0" }] }
provides: [reverse-proxy]
compose_file: compose/traefik.yml
config:
  - { name: domain, type: string, required: true, label: Domain, validation: "^[a-z.]+$" }
  - { name: password, type: password, generate: true }
  - { name: level, type: select, options: [low, high], default: low, visible_if: domain }
  - { name: colour, type: paint }
hooks: { on_install: hooks/install.sh, on_uninstall: hooks/remove.sh }
extensions: { ui_routes: routes.json }
`;
  const { packageJson, larder, problems } = inspectPackage(fileTreeOf({ "windflow-plugin.yml": text }));

  expect(packageJson["larder"]).toMatchObject({
    title: "Traefik",
    requires: { "capability:docker": "*", "capability:dns": { version: "*", optional: true } },
    provides: { "capability:traefik": "3.0.0", "capability:reverse-proxy": "3.0.0" },
    conflicts: { "capability:nginx": "<2.0.0" },
    config: {
      schema: {
        required: ["domain"],
        properties: {
          domain: { type: "string", title: "Domain", pattern: "^[a-z.]+$" },
          password: { type: "string", "x-secret": true, "x-generate": true },
          level: { enum: ["low", "high"], default: "low", "x-visible-if": "domain" },
        },
      },
    },
    extra: { type: "hybrid", extensions: { ui_routes: "routes.json" } },
  });
  expect(larder?.hooks).toEqual({ "post-install": "hooks/install.sh", "pre-remove": "hooks/remove.sh" });
  expect(problems.map(({ severity, message }) => [severity, message])).toEqual([
    ["error", "In `windflow-plugin.yml`, `config.colour` has the type `paint`"],
    ["warning", "`larder.hooks` names `hooks/install.sh` for `post-install`, which is not in the package"],
    ["warning", "`larder.hooks` names `hooks/remove.sh` for `pre-remove`, which is not in the package"],
  ]);
});
