/** The part of `@std/yaml` in use; the npm packaging of it ships no types. */
export function parse(content: string, options?: { schema?: "failsafe" }): unknown;
