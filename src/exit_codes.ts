/** The one table from what can go wrong to exit codes (sysexits.h), and the sentence for it. */

import type { FaultCode } from "./storage/fault.ts";

const FAULT_CODES: Readonly<Record<FaultCode, number>> = {
  "data-invalid": 65,
  "batch-conflict": 65,
  "unusable": 73,
  "no-space": 73,
  "locked": 75,
  "identity-conflict": 78,
};

const ERROR_CODES: Readonly<Record<string, number>> = {
  UsageError: 64,
  Unreachable: 69,
  AddrInUse: 69,
  ConfigError: 78,
};

/** By name, so that telling an error apart does not load the module that it comes from. */
export function exitCodeOf(error: unknown): { code: number; sentence: string } {
  if (!(error instanceof Error)) return { code: 70, sentence: String(error) };
  const sentence = error.message;
  if (error.name === "Fault" && "code" in error) {
    return { code: FAULT_CODES[error.code as FaultCode], sentence };
  }
  const code = ERROR_CODES[error.name];
  if (code !== undefined) return { code, sentence };
  if (sentence.includes("os error 28")) {
    return {
      code: 73,
      sentence: `Cannot write: the disk must have room: found ${sentence}; free some`,
    };
  }
  if (sentence.includes("os error")) {
    return { code: 74, sentence: `Cannot read or write: ${sentence}; mend the disk and try again` };
  }
  return { code: 70, sentence: `This is a defect of fleetgen: ${sentence}` };
}
