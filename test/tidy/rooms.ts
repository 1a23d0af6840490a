/** A room of the house: its folder, and the name under which other rooms import it. */
export type Room = { folder: string; packageName: string };

/** The one order of the house: a room imports only rooms that stand before it. */
export const rooms: readonly Room[] = [
  { folder: "packages/errors", packageName: "@larder/errors" },
  { folder: "packages/package-spec", packageName: "@larder/package-spec" },
  { folder: "packages/packument", packageName: "@larder/packument" },
  { folder: "packages/package-contents", packageName: "@larder/package-contents" },
  { folder: "packages/sdk", packageName: "@larder/sdk" },
  { folder: "packages/resolver", packageName: "@larder/resolver" },
  { folder: "packages/lockfile", packageName: "@larder/lockfile" },
  { folder: "packages/credentials", packageName: "@larder/credentials" },
  { folder: "packages/sql", packageName: "@larder/sql" },
  { folder: "packages/tarball", packageName: "@larder/tarball" },
  { folder: "packages/host-directory", packageName: "@larder/host-directory" },
  { folder: "registry/storage", packageName: "@larder/registry-storage" },
  { folder: "registry/database", packageName: "@larder/registry-database" },
  { folder: "packages/registry-client", packageName: "@larder/registry-client" },
  { folder: "packages/store", packageName: "@larder/store" },
  { folder: "packages/core", packageName: "@larder/core" },
  { folder: "packages/installer", packageName: "@larder/installer" },
  { folder: "registry/api", packageName: "@larder/registry-api" },
  { folder: "apps/web", packageName: "@larder/web" },
  { folder: "apps/cli", packageName: "larder" },
  { folder: "examples", packageName: "@examples/*" },
  { folder: "test", packageName: "@larder/test" },
];

/** Pairs that the order alone would allow. */
export const strangers: readonly { folder: string; neverImports: readonly string[] }[] = [
  { folder: "packages/installer", neverImports: ["packages/core"] },
  { folder: "registry/api", neverImports: ["packages/core", "packages/installer"] },
  { folder: "apps/web", neverImports: ["registry/storage", "registry/database", "registry/api"] },
];

/**
 * The order inside the large rooms: a folder imports only folders before it. Files beside the folders come after
 * them, in this order where they are named, then the others.
 */
export const foldersInside: ReadonlyMap<string, readonly string[]> = new Map([
  [
    "packages/core/src",
    [
      "permissions",
      "events",
      "services",
      "accounts",
      "configuration",
      "actions",
      "schemas",
      "lifecycle",
      "hooks",
      "sandbox",
      "models",
      "flows",
      "sites",
      "doors",
    ],
  ],
  [
    "registry/api/src",
    [
      "origins",
      "accounts",
      "packuments",
      "publishing",
      "search",
      "resolving",
      "operating",
      "routes",
      "router.ts",
      "app.ts",
    ],
  ],
]);

/** The room that a file of the repository is in; `undefined` for scripts and configuration. */
export function roomOf(path: string): Room | undefined {
  return rooms.find(({ folder }) => path.startsWith(`${folder}/`));
}

/** The room that a specifier such as `@larder/sql/testing` names; `undefined` when it names none. */
export function roomNamed(specifier: string): Room | undefined {
  return rooms.find(({ packageName }) => specifier === packageName || specifier.startsWith(`${packageName}/`));
}
