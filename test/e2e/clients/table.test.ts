import { expect, test } from "vitest";

import { rows } from "./rows.ts";
import { formatTable } from "./table.ts";

const page = new URL("../../../docs/package-managers.md", import.meta.url).pathname;

const introduction = `# Package managers

Every mark is a test: the real package manager, as a process with a home of its own, against a real registry. They
stand in \`test/e2e/clients/\`; \`npm test\` runs some for each newest package manager, \`npm run test:long\` runs all.
Every one of them also publishes and installs below a path, behind a proxy that decodes names
(\`test/e2e/sub-path.test.ts\`), and ends green when the answers to its publishes are lost, as changesets does
(\`test/faults/lost-answers.test.ts\`). npm's own libraries are called in \`test/e2e/libnpm.test.ts\`.
This page is written from them: \`npm test -- test/e2e/clients/table.test.ts --update\` renews it.

`;

test("the page about package managers says what is proven", async () => {
  await expect(introduction + formatTable(rows)).toMatchFileSnapshot(page);
});

test("no command stands in the table twice", () => {
  const commands = rows.map(({ command }) => command);
  expect(commands).toEqual([...new Set(commands)]);
});
