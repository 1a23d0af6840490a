import { z } from "zod";

const publishedFile = z
  .object({
    path: z.string().meta({ description: "Relative to the root of the package, with forward slashes." }),
    size: z.int().min(0).meta({ description: "In bytes." }),
    sha256: z.string().meta({ description: "Of its content, in hex." }),
  })
  .meta({ id: "PublishedFile" });

export const fileList = z
  .object({
    files: z.array(publishedFile).meta({ description: "Sorted by path." }),
    contentDigest: z.string().nullable().meta({
      description: "Of the paths and contents of all files, in hex: equal for archives that unpack to the same.",
    }),
    integrity: z.string().meta({ description: "Of the archive, as `npm` writes it: `sha512-…`." }),
    unpackedSize: z.int().min(0).meta({ description: "Of all files, in bytes." }),
  })
  .meta({ id: "FileList", description: "What is in the archive of a version." });
