// Run by `npm exec` inside the fetched toolchain: says where npm has put it.
import { delimiter } from "node:path";

const binDirectory = (process.env["PATH"] ?? "").split(delimiter).find((directory) => directory.includes("_npx"));

process.stdout.write(JSON.stringify({ version: process.versions.node, node: process.execPath, binDirectory }));
