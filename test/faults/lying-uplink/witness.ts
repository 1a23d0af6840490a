import { createHash } from "node:crypto";

import type { TestRegistry } from "@larder/registry-api/testing";

import type { LieName } from "./lies.ts";
import type { LyingUplink, TruePackage } from "./lying-uplink.ts";

/** What somebody asks a registry for. */
export type Wanted = "document" | "archive";

/** `refused`: nothing was served, and said so; an archive that breaks off is seen by every client. */
type Verdict = "right" | "wrong" | "refused";

/** How long it waits for an archive that drips. */
const patienceMs = 500;

/** Asks the registry, and holds every answer against the truth. */
export class Witness {
  /** What must never happen, one sentence each. */
  readonly wrong: string[] = [];
  /** How many answers came with a warning. */
  stale = 0;
  refused = 0;
  readonly #world: TestRegistry;
  readonly #uplink: LyingUplink;
  /** What was served whole once, and must be ever after. */
  readonly #known = new Set<string>();

  constructor(world: TestRegistry, uplink: LyingUplink) {
    this.#world = world;
    this.#uplink = uplink;
  }

  /** Asks for something of the package with this index, while the uplink tells `lie`. */
  async ask(index: number, wants: Wanted, lie: LieName | undefined): Promise<void> {
    const pkg = this.#uplink.packages[index];
    if (pkg === undefined) throw new Error("There is no such package");
    const path = wants === "document" ? `/${pkg.name}` : `/${pkg.name}/-/${pkg.file}`;
    const response = await this.#world.anonymous.get(path);
    if (response.headers.has("warning")) this.stale += 1;
    this.#note(path, await verdictOf(response, pkg, wants), lie ?? "is honest");
  }

  /** Is everything there once the uplink is honest again, and nothing besides? */
  async seesAll(): Promise<boolean> {
    const { packages } = this.#uplink;
    for (const [index] of packages.entries()) {
      await this.ask(index, "document", undefined);
      await this.ask(index, "archive", undefined);
    }
    return this.#known.size === 2 * packages.length && (await this.#world.countBlobs()) === packages.length;
  }

  #note(path: string, verdict: Verdict, day: string): void {
    if (verdict === "refused") this.refused += 1;
    if (verdict === "wrong") this.wrong.push(`${path} is wrong when the uplink ${day}`);
    if (verdict === "right") this.#known.add(path);
    else if (this.#known.has(path)) this.wrong.push(`${path} was lost when the uplink ${day}`);
  }
}

async function verdictOf(response: Response, pkg: TruePackage, wants: Wanted): Promise<Verdict> {
  if (response.status === 502 || response.status === 503) return "refused";
  if (response.status !== 200) return "wrong";
  return wants === "archive" ? verdictOfArchive(response, pkg) : verdictOfDocument(response, pkg);
}

async function verdictOfArchive(response: Response, { integrity }: TruePackage): Promise<Verdict> {
  const bytes = await readFor(patienceMs, response).catch(() => undefined);
  if (bytes === undefined) return "refused";
  return `sha512-${createHash("sha512").update(bytes).digest("base64")}` === integrity ? "right" : "wrong";
}

/** Reads the body, and goes away when it takes longer. */
async function readFor(ms: number, response: Response): Promise<Buffer> {
  const chunks: Uint8Array[] = [];
  const sink = new WritableStream<Uint8Array>({
    write: (chunk) => {
      chunks.push(chunk);
    },
  });
  await response.body?.pipeTo(sink, { signal: AbortSignal.timeout(ms) });
  return Buffer.concat(chunks);
}

async function verdictOfDocument(response: Response, { name, integrity }: TruePackage): Promise<Verdict> {
  const document = (await response.json()) as {
    name: string;
    versions: { [version: string]: { dist: { integrity: string } } };
  };
  const isRight = document.name === name && document.versions["1.0.0"]?.dist.integrity === integrity;
  return isRight ? "right" : "wrong";
}
