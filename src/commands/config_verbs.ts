/** `fleetgen config check`, `schema` and `show`, picked by their word. */

import { UsageError } from "../usage_error.ts";
import { configCommand } from "./config.ts";
import type { CommandContext } from "./context.ts";

export async function configVerb(context: CommandContext): Promise<number> {
  const [word = ""] = context.words;
  if (word === "check" || word === "schema" || word === "show") {
    return await configCommand(word, context.loadInput, context);
  }
  throw new UsageError(
    `Cannot run 'fleetgen config ${word}': the verb must be check, schema or show: found '${word}'; ` +
      "choose one of them",
  );
}
