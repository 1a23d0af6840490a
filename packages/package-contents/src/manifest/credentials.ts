import { z } from "zod";

import type { Component } from "../component.ts";
import type { FileTree } from "../file-tree.ts";
import { readDataFile } from "../reading/data-file.ts";

/** A variable without which a domain cannot work. */
export type DomainCredential = {
  readonly domain: string;
  readonly name: string;
  readonly description: string | undefined;
  readonly isRequired: boolean;
};

const domainFile = z.looseObject({
  credentials: z
    .array(
      z.looseObject({
        name: z.string().regex(/^[A-Za-z_]\w*$/),
        description: z.string().optional(),
        required: z.boolean().default(true),
      }),
    )
    .default([]),
});

/**
 * Returns the credentials that the domains among `components` ask for in their `domain.yaml`, in their order. What is
 * no list of them asks for nothing.
 */
export function credentialsOf(tree: FileTree, components: readonly Component[]): readonly DomainCredential[] {
  const paths = new Set(tree.files.map(({ path }) => path));
  return components.flatMap(({ kind, name: domain, path: folder }) => {
    const path =
      kind === "domain"
        ? ["yaml", "yml"].map((end) => `${folder}/domain.${end}`).find((one) => paths.has(one))
        : undefined;
    const data = path === undefined ? undefined : readDataFile(tree, path);
    const parsed = data !== undefined && "value" in data ? domainFile.safeParse(data.value) : undefined;
    return (parsed?.data?.credentials ?? []).map(({ name, description, required }) => ({
      domain,
      name,
      description,
      isRequired: required,
    }));
  });
}
