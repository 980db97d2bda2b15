import manifest from "../deno.json" with { type: "json" };

/** The release, as deno.json has it. */
export const VERSION: string = manifest.version;
