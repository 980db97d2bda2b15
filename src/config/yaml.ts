// @ts-types="./std_yaml.d.ts"
import { parse } from "@std/yaml";

/**
 * The value of one YAML document in which every scalar stays the text that was written (`042` is
 * "042", `null` is "null"); only what is left empty becomes null. Throws a `SyntaxError` whose
 * message is one clause, with line and column, when the text is no YAML or repeats a key.
 */
export function parseYamlText(text: string): unknown {
  try {
    return parse(text.replace(/^\uFEFF/, ""), { schema: "failsafe" });
  } catch (error) {
    const [line = ""] = (error as Error).message.split("\n");
    throw new SyntaxError(line.replace(/^Cannot [^:]*: |:$/g, ""), { cause: error });
  }
}
