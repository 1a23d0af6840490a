import type { Model } from "./linearize.ts";

/** Version → the warning that stands on it, empty when there is none. */
type Versions = { readonly [version: string]: string };

/** What a reader sees of a package, as far as the model knows it. `latest` has rules of its own and stays out. */
export type PackageState = {
  /** Counts the changes. */
  readonly revision: number;
  readonly versions: Versions;
  readonly tags: { readonly [tag: string]: string };
};

/** What a client did, and what it was answered. */
export type PackageOperation =
  | { readonly kind: "read"; readonly seen: PackageState }
  /** Under the dist-tag `newest`. */
  | { readonly kind: "publish"; readonly version: string; readonly status: number }
  | { readonly kind: "tag"; readonly tag: string; readonly version: string; readonly status: number }
  | { readonly kind: "untag"; readonly tag: string; readonly status: number }
  /** A change of what was read as `revision`. */
  | {
      readonly kind: "deprecate";
      readonly version: string;
      readonly message: string;
      readonly revision: number;
      readonly status: number;
    }
  /** A packument without one version, otherwise as it was read as `revision`. */
  | { readonly kind: "unpublish"; readonly kept: Versions; readonly revision: number; readonly status: number };

/** The state of the model: what readers see, and which numbers were taken back. */
type ModelState = PackageState & { readonly taken: readonly string[] };

/** How a package behaves that begins with version 1.0.0, one operation after the other. */
export const packageModel: Model<ModelState, PackageOperation> = {
  initial: { revision: 1, versions: { "1.0.0": "" }, tags: {}, taken: [] },
  apply: (state, operation) => {
    const { status, next } = answer(state, operation);
    return status === ("status" in operation ? operation.status : 200) ? next : undefined;
  },
  keyOf,
};

type Deprecation = Extract<PackageOperation, { kind: "deprecate" }>;
type Unpublishing = Extract<PackageOperation, { kind: "unpublish" }>;
type Answer = { readonly status: number; readonly next: ModelState };

function answer(state: ModelState, operation: PackageOperation): Answer {
  switch (operation.kind) {
    case "read":
      return { status: isSeen(state, operation.seen) ? 200 : 0, next: state };
    case "publish":
      return publish(state, operation.version);
    case "tag":
      return tag(state, operation);
    case "untag":
      return untag(state, operation.tag);
    case "deprecate":
      return deprecate(state, operation);
    case "unpublish":
      return unpublish(state, operation);
  }
}

function publish(state: ModelState, version: string): Answer {
  if (version in state.versions || state.taken.includes(version)) return { status: 403, next: state };
  const tags = { ...state.tags, newest: version };
  return changed(state, 201, { versions: { ...state.versions, [version]: "" }, tags });
}

function tag(state: ModelState, { tag: name, version }: { tag: string; version: string }): Answer {
  if (!(version in state.versions)) return { status: 404, next: state };
  return changed(state, 201, { tags: { ...state.tags, [name]: version } });
}

function untag(state: ModelState, name: string): Answer {
  if (!(name in state.tags)) return { status: 404, next: state };
  const { [name]: _, ...tags } = state.tags;
  return changed(state, 200, { tags });
}

/** What has happened already is no conflict. */
function deprecate(state: ModelState, { version, message, revision }: Deprecation): Answer {
  if (state.versions[version] === message) return { status: 201, next: state };
  if (revision !== state.revision) return { status: 409, next: state };
  return changed(state, 201, { versions: { ...state.versions, [version]: message } });
}

function unpublish(state: ModelState, { kept, revision }: Unpublishing): Answer {
  const removed = Object.keys(state.versions).filter((version) => !(version in kept));
  const isChanged = Object.entries(kept).some(
    ([version, warning]) => !(version in state.versions) || (warning !== "" && warning !== state.versions[version]),
  );
  if (removed.length === 0 && !isChanged) return { status: 201, next: state };
  if (revision !== state.revision) return { status: 409, next: state };
  const tags = Object.entries(state.tags).filter(([, version]) => !removed.includes(version));
  const next = { ...state, taken: [...state.taken, ...removed] };
  return changed(next, 201, { versions: kept, tags: Object.fromEntries(tags) });
}

function changed(state: ModelState, status: number, change: Partial<ModelState>): Answer {
  return { status, next: { ...state, ...change, revision: state.revision + 1 } };
}

function isSeen({ revision, versions, tags }: ModelState, seen: PackageState): boolean {
  return keyOf({ revision, versions, tags }) === keyOf(seen);
}

function keyOf({ revision, versions, tags }: PackageState): string {
  return JSON.stringify([revision, sorted(versions), sorted(tags)]);
}

function sorted(map: { readonly [key: string]: string }): [string, string][] {
  return Object.entries(map).toSorted(([left], [right]) => (left < right ? -1 : 1));
}
