import { z } from "zod";
import { DurationError, parseDuration } from "./duration.ts";
import { bareHost, HOST_PATTERN } from "./host.ts";

/** An integer from `least` to `most`, both included. */
export function integer(least: number, most: number): z.ZodInt {
  const rule = `must be an integer from ${least} to ${most} in plain digits`;
  return z.int(rule).min(least, rule).max(most, rule);
}

/** A number from `least` to `most`, both included. */
export function decimal(least: number, most: number): z.ZodNumber {
  const rule = `must be a number from ${least} to ${most} in plain decimal form, such as 3.5`;
  return z.number(rule).min(least, rule).max(most, rule);
}

/** One of `words`, all in lower case. */
export function oneOf<const Words extends readonly [string, string, ...string[]]>(
  words: Words,
): z.ZodEnum<{ [Word in Words[number]]: Word }> {
  return z.enum(words, `must be one of ${words.join(", ")}`);
}

/** The path of a file or directory. */
export function filePath(): z.ZodString {
  const rule = "must be a path without control characters (~ alone is null)";
  return z.string(rule).min(1, rule).refine((path) => !/\p{Cc}/u.test(path), rule);
}

/** A host name or address without a port; given as {@linkcode bareHost} leaves it. */
export function hostName(): z.ZodPipe<z.ZodString, z.ZodTransform<string, string>> {
  const rule = "must be a host name or address without a port";
  return z.string(rule).max(253, rule).regex(new RegExp(HOST_PATTERN), rule).transform(bareHost);
}

/** An ISO 8601 duration, given in whole seconds, for which `holds`; `rule` says that in words. */
export function duration(
  rule: string,
  holds: (seconds: number) => boolean,
): z.ZodPipe<z.ZodString, z.ZodTransform<number, string>> {
  const text = z.string(rule).meta({ format: "duration", pattern: "^P[0-9DHMSTW]+$" });
  return text.transform((value, context) => {
    const { seconds, reason } = readDuration(value);
    if (reason === "" && holds(seconds)) return seconds;
    context.addIssue({ code: "custom", message: reason === "" ? rule : `${rule} (${reason})` });
    return z.NEVER;
  });
}

function readDuration(text: string): { seconds: number; reason: string } {
  try {
    return { seconds: parseDuration(text), reason: "" };
  } catch (error) {
    if (error instanceof DurationError) return { seconds: 0, reason: error.reason };
    throw error;
  }
}
