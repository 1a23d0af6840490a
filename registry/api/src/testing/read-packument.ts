import type { Persona } from "./persona.ts";

/** A packument as a client changes it. */
export type EditablePackument = {
  _rev: string;
  "dist-tags": { [tag: string]: string };
  versions: { [version: string]: { [field: string]: unknown } };
  maintainers: { name: string; email: string }[];
  [field: string]: unknown;
};

/** Reads the packument of `name` as clients do before they change it. */
export async function readPackument(persona: Persona, name: string): Promise<EditablePackument> {
  const response = await persona.get(`/${name.replace("/", "%2f")}?write=true`);
  if (response.status !== 200) throw new Error(`${name} answers ${response.status}`);
  return (await response.json()) as EditablePackument;
}
