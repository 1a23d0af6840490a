import type { ApiDocument } from "./create-document.ts";

/** What the page of the documentation reads of a schema. */
export type SchemaView = {
  readonly $ref?: string;
  readonly type?: string;
  readonly format?: string;
  readonly description?: string;
  readonly enum?: readonly unknown[];
  readonly const?: unknown;
  readonly default?: unknown;
  readonly minimum?: number;
  readonly maximum?: number;
  readonly maxLength?: number;
  readonly items?: SchemaView;
  readonly properties?: { readonly [name: string]: SchemaView };
  readonly required?: readonly string[];
  readonly additionalProperties?: SchemaView | boolean;
  readonly anyOf?: readonly SchemaView[];
  readonly oneOf?: readonly SchemaView[];
};

type ContentView = { readonly [mediaType: string]: { readonly schema: SchemaView } };

/** What the page reads of an operation. */
export type OperationView = {
  readonly operationId: string;
  readonly tags: readonly string[];
  readonly summary: string;
  readonly description?: string;
  readonly security: readonly object[];
  readonly parameters?: readonly {
    readonly in: string;
    readonly name: string;
    readonly required?: boolean;
    readonly description?: string;
    readonly schema: SchemaView;
  }[];
  readonly requestBody?: { readonly content: ContentView };
  readonly responses: { readonly [status: string]: { readonly description: string; readonly content?: ContentView } };
};

/** What the page reads of the document. */
export type DocumentView = {
  readonly info: { readonly title: string; readonly version: string; readonly description: string };
  readonly paths: { readonly [path: string]: { readonly [method: string]: OperationView } };
  readonly components: { readonly schemas: { readonly [name: string]: SchemaView } };
};

/** Returns the document as the page reads it: it is made here, with no more than that in it. */
export function viewOf(document: ApiDocument): DocumentView {
  return document as unknown as DocumentView;
}
