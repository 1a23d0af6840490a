import { z } from "zod";

/*
 * What a client sends to publish. Only the shape is checked here; names, versions, tags and the
 * agreement with the archive are checked where the error can name them.
 */

const dependencies = z.record(z.string(), z.string());
const bundled = z.union([z.array(z.string()), z.boolean(), z.record(z.string(), z.json())]);

/** Shape of the manifest of a version that is about to be published. */
export const publishManifestSchema = z.looseObject({
  name: z.string(),
  version: z.string(),
  description: z.string().optional(),
  dependencies: dependencies.optional(),
  devDependencies: dependencies.optional(),
  optionalDependencies: dependencies.optional(),
  peerDependencies: dependencies.optional(),
  peerDependenciesMeta: z.record(z.string(), z.looseObject({ optional: z.boolean().optional() })).optional(),
  bundleDependencies: bundled.optional(),
  bundledDependencies: bundled.optional(),
  bin: z.union([z.string(), z.record(z.string(), z.string())]).optional(),
  scripts: z.record(z.string(), z.string()).optional(),
  larder: z.looseObject({}).optional(),
  dist: z.looseObject({ integrity: z.string().optional(), shasum: z.string().optional() }).optional(),
});

/** Shape of the body of `PUT /:name`, without the data of the archive. */
export const publishDocumentSchema = z.looseObject({
  name: z.string(),
  _id: z.string().optional(),
  "dist-tags": z.record(z.string(), z.string()).default({}),
  versions: z.record(z.string(), publishManifestSchema),
  access: z.enum(["public", "restricted"]).nullish(),
  readme: z.string().optional(),
  _attachments: z
    .record(z.string(), z.looseObject({ content_type: z.string().optional(), length: z.number().optional() }))
    .default({}),
});

export type PublishDocument = z.infer<typeof publishDocumentSchema>;
export type PublishManifest = z.infer<typeof publishManifestSchema>;
