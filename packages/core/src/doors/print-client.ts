import type { ActionDescription } from "./describe-action.ts";
import { printType } from "./print-type.ts";

/**
 * Returns a module of TypeScript that calls `actions` with their types:
 * `createHostClient({ url, token })["@home/notes"].notes.add({ text: "milk" })`.
 */
export function printClient(actions: readonly ActionDescription[]): string {
  const packages = Map.groupBy(actions, (action) => action.package);
  const rows = actions.map(
    ({ package: packageName, owner, operation, path, field }) =>
      `  ${JSON.stringify([packageName, owner, operation, path, field])},`,
  );
  return [
    "// Written by a Larder host, from what it has loaded. Fetch it again when that changes.",
    "",
    "/** What the packages of the host answer: package, then plugin, domain or actor, then action. */",
    "export type HostClient = {",
    ...[...packages].map(([name, own]) => `  readonly ${JSON.stringify(name)}: ${printOwners(own)};`),
    "};",
    "",
    "const actions = [",
    ...rows,
    "] as const;",
    "",
    runtime,
  ].join("\n");
}

function printOwners(actions: readonly ActionDescription[]): string {
  const owners = [...Map.groupBy(actions, ({ owner }) => owner)].map(
    ([owner, own]) => `readonly ${JSON.stringify(owner)}: { ${own.map(printAction).join("; ")} }`,
  );
  return `{ ${owners.join("; ")} }`;
}

function printAction({ operation, input, output }: ActionDescription): string {
  const required = input?.["required"];
  const mark = Array.isArray(required) && required.length > 0 ? "" : "?";
  return `readonly ${JSON.stringify(operation)}: (input${mark}: ${printType(input)}) => Promise<${printType(output)}>`;
}

const runtime = `/** A host answered that a call failed. */
export class HostCallError extends Error {
  readonly status: number;
  /** A word in snake case, such as \`invalid_input\`. */
  readonly code: string;
  readonly details: unknown;

  constructor(status: number, answer: { error?: string; msg?: string; code?: string; details?: unknown }) {
    super(answer.error ?? answer.msg ?? \`The host answered \${status}\`);
    this.name = "HostCallError";
    this.status = status;
    this.code = answer.code ?? "internal";
    this.details = answer.details;
  }
}

/** Returns a client of the host at \`url\`. Its calls throw {@link HostCallError}. */
export function createHostClient(options: {
  readonly url: string;
  readonly token?: string;
  readonly fetch?: (request: Request) => Promise<Response>;
}): HostClient {
  const { url, token, fetch: send = globalThis.fetch } = options;
  // Without what every object has: a package may be called \`constructor\`.
  const client: { [packageName: string]: { [owner: string]: { [action: string]: unknown } } } = Object.create(null);
  for (const [packageName, owner, operation, path, field] of actions) {
    const own = ((client[packageName] ??= Object.create(null))[owner] ??= Object.create(null));
    own[operation] = async (input: unknown = {}) => {
      const headers = new Headers({ "content-type": "application/json", accept: "application/json" });
      if (token !== undefined) headers.set("authorization", \`Bearer \${token}\`);
      const body = JSON.stringify({ [field]: input });
      const response = await send(new Request(new URL(path, url), { method: "POST", headers, body }));
      const isJson = response.headers.get("content-type")?.startsWith("application/json") ?? false;
      const answer: unknown = isJson ? await response.json() : await response.text();
      if (!response.ok) throw new HostCallError(response.status, answer as object);
      return field === "args" ? answer : (answer as { result: unknown }).result;
    };
  }
  return client as unknown as HostClient;
}
`;
