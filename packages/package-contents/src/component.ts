/** Every kind of component, and so every directory that discovery reads. `link` and `function` also stand below plugins and domains. */
export const componentKinds = [
  "plugin",
  "prompt-provider",
  "domain",
  "schema",
  "template",
  "recipe",
  "link",
  "function",
  "actor",
  "service",
  "model",
  "chatflow",
  "wiki",
  "html",
  "frontend",
  "theme",
  "completion",
] as const;

export type ComponentKind = (typeof componentKinds)[number];

/** A typed file or folder inside a package. */
export type Component = {
  readonly kind: ComponentKind;
  /** The name in its kind: `prometheus`, `metrics.summarise`, `prometheus.query`. */
  readonly name: string;
  /** The file or folder, relative to the package's root. */
  readonly path: string;
  readonly title?: string;
  readonly description?: string;
  /** `unsupported-code` is indexed and kept, but this system cannot run it. */
  readonly status: "ok" | "unsupported-code";
};

const codeKinds: ReadonlySet<ComponentKind> = new Set<ComponentKind>([
  "plugin",
  "link",
  "function",
  "actor",
  "service",
  "model",
  "chatflow",
]);

/** A model may be written as code, or be data. */
const isData = /\.(?:json|toml|ya?ml)$/i;

/** Is there code among `components` that a host would run? A package without any needs nobody's trust. */
export function hasCode(components: readonly Component[]): boolean {
  return components.some(({ kind, status, path }) => codeKinds.has(kind) && status === "ok" && !isData.test(path));
}

/** Something about a package that its author should know; only an error refuses it. */
export type Problem = {
  readonly severity: "error" | "warning";
  /** The file it is about, relative to the package's root. */
  readonly path: string;
  readonly message: string;
  readonly hint?: string;
};
