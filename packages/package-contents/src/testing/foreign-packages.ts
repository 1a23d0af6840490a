/* Packages of other systems, made up for tests. */

/** A ThreeBot package. */
export const todo = {
  "package.toml": `disable_crud = true
[source]
name = "todo_list"
description = "Things to do"
threebot = "threebot"
version = "1.0"
[actor]
namespace = "todo"
[[bcdbs]]
name = "todo"
type = "sqlite"
`,
  "package.py": "from Jumpscale import j\n\n\nclass Package(j.base):\n    def start(self):\n        pass\n",
  "actors/todo.py": "",
  "models/todo.toml": "",
  "wiki/index.md": "",
  "frontend/index.html": "",
};

/** The manifest of an XCore plugin. */
export const users = `name: Users Plugin
version: "1.0"
author: ada
execution_mode: sandboxed
framework_version: ">=2.0"
entry_point: src/main.py
requires:
  - erp_core
  - name: erp_auth
    version: ">=1.0,<2.0"
permissions:
  - resource: db.*
    actions: [read]
  - resource: db.secrets
    effect: deny
  - resource: cache.*
allowed_callers: ["*"]
env: { REGION: eu, KEY: "\${MY_API_KEY}", RETRIES: 3 }
envconfiguration: { inject: "true", envfile: .env }
resources:
  timeout_seconds: 5
  max_memory_mb: 64
  rate_limit: { calls: 10, period_seconds: 1 }
runtime:
  retry: { max_attempts: 3, backoff_seconds: 0.5 }
  health_check: { enabled: "false" }
filesystem: { allowed_paths: [data/] }
colour: blue
`;

/** A Windflow plugin. */
export const template = {
  "plugin.yml": `name: template
version: 1.0.0
description: A web application
author: ada
license: MIT
dependencies:
  - core: ">=1.0.0"
  - database: "3.8+"
config:
  schema: config/schema.json
  defaults: config/defaults.yml
hooks:
  pre-deploy: hooks/pre-deploy.sh
  postDeploy: hooks/post-deploy.sh
  on_paint: hooks/paint.sh
`,
  "config/schema.json": '{"type":"object","properties":{"port":{"type":"integer","x-env":"HOST_PORT"}}}',
  "config/defaults.yml": "port: 8080\n",
  "hooks/pre-deploy.sh": "exit 0\n",
  "README.md": "# Template\n",
};
