/** Whole processes, timed from outside. */

export interface Timed {
  readonly seconds: number;
  readonly peakMb: number;
}

/** How fleetgen is started: the compiled binary if there is one, and from source. */
export interface Program {
  readonly name: string;
  readonly command: readonly string[];
}

/** As `deno task start` does it. */
const SOURCE = [
  Deno.execPath(),
  "run",
  "--v8-flags=--max-semi-space-size=2",
  "--no-prompt",
  "--allow-read",
  "--allow-write",
  "--allow-net",
  "--allow-env",
  "--allow-sys=hostname,statfs",
  "main.ts",
];

/** The binary first, since that is what users run. */
export async function programs(): Promise<Program[]> {
  const found: Program[] = [];
  const binary = await Deno.stat("dist/fleetgen").catch(() => null);
  if (binary !== null) found.push({ name: "fleetgen, binary", command: ["dist/fleetgen"] });
  found.push({ name: `fleetgen, source on Deno ${Deno.version.deno}`, command: SOURCE });
  return found;
}

/** Runs to the end with standard output to /dev/null, on one core if asked. */
export async function timed(
  command: readonly string[],
  { oneCore = false } = {},
): Promise<Timed> {
  const started = performance.now();
  const child = spawn(oneCore ? ["taskset", "-c", "1", ...command] : command, "null");
  let peakMb = 0;
  const timer = setInterval(() => peakMb = Math.max(peakMb, peakOf(child.pid)), 20);
  const { success } = await child.status;
  clearInterval(timer);
  if (!success) throw new Error(`${command.join(" ")} failed`);
  return { seconds: (performance.now() - started) / 1000, peakMb };
}

/** The bytes that a command writes to standard output. */
export async function outputBytes(command: readonly string[]): Promise<number> {
  const child = spawn(command, "piped");
  let bytes = 0;
  for await (const chunk of child.stdout) bytes += chunk.length;
  await child.status;
  return bytes;
}

function spawn(command: readonly string[], stdout: "null" | "piped"): Deno.ChildProcess {
  const [program = "", ...args] = command;
  return new Deno.Command(program, { args: [...args], stdin: "null", stdout, stderr: "null" })
    .spawn();
}

/** A process's highest resident set so far, in MB (VmHWM of proc_pid_status(5)); 0 when it is gone. */
export function peakOf(pid: number): number {
  return statusMb(pid, "VmHWM");
}

/** A process's resident set now, in MB. */
export function residentOf(pid: number): number {
  return statusMb(pid, "VmRSS");
}

function statusMb(pid: number, field: string): number {
  try {
    const text = Deno.readTextFileSync(`/proc/${pid}/status`);
    return Number(new RegExp(`${field}:\\s+(\\d+)`).exec(text)?.[1] ?? 0) * 1024 / 1e6;
  } catch {
    return 0;
  }
}

export function median(values: readonly number[]): number {
  return quantile(values, 0.5);
}

/** The smallest value that at least the share `q` of the values does not exceed. */
export function quantile(values: readonly number[], q: number): number {
  const sorted = [...values].sort((a, b) => a - b);
  return sorted[Math.max(0, Math.ceil(q * sorted.length) - 1)] ?? NaN;
}
