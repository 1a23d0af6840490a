import type { AnyNode, Program } from "acorn";

/** Fields that hold a name which refers to nothing, such as that of a member. */
const namesOnly: { readonly [type: string]: string } = {
  ExportSpecifier: "exported",
  ImportSpecifier: "imported",
  LabeledStatement: "label",
  MemberExpression: "property",
  MethodDefinition: "key",
  Property: "key",
  PropertyDefinition: "key",
};

/** Fields that give a name to something of the code's own. */
const declaring: { readonly [type: string]: readonly string[] } = {
  ArrayPattern: ["elements"],
  ArrowFunctionExpression: ["params"],
  AssignmentPattern: ["left"],
  CatchClause: ["param"],
  ClassDeclaration: ["id"],
  ClassExpression: ["id"],
  FunctionDeclaration: ["id", "params"],
  FunctionExpression: ["id", "params"],
  ImportDefaultSpecifier: ["local"],
  ImportNamespaceSpecifier: ["local"],
  ImportSpecifier: ["local"],
  RestElement: ["argument"],
  VariableDeclarator: ["id"],
};

/** Returns every node of `program` but for names that refer to nothing. However deep it is, it takes no stack. */
export function walk(program: Program): readonly AnyNode[] {
  const found: AnyNode[] = [];
  const waiting: unknown[] = [program];
  while (waiting.length > 0) {
    const node = waiting.pop();
    if (Array.isArray(node)) for (const member of node) waiting.push(member);
    if (!isNode(node)) continue;
    found.push(node);
    const skipped = "computed" in node && node.computed ? undefined : namesOnly[node.type];
    for (const [field, value] of Object.entries(node)) if (field !== skipped) waiting.push(value);
  }
  return found;
}

/** Returns the names that `node` itself gives to something of the code's own. */
export function declaredNames(node: AnyNode): readonly string[] {
  const fields = Object.entries(node).filter(([field]) => declaring[node.type]?.includes(field) === true);
  const named: readonly unknown[] = fields.flatMap(([, value]: [string, unknown]) => value);
  const inObject =
    node.type === "ObjectPattern" ? node.properties.map((part) => ("value" in part ? part.value : part)) : [];
  return [...named, ...inObject].flatMap((part) => (isNode(part) && part.type === "Identifier" ? [part.name] : []));
}

function isNode(value: unknown): value is AnyNode {
  return typeof value === "object" && value !== null && "type" in value && typeof value.type === "string";
}
