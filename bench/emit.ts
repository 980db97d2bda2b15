/** One core, the raw stream to /dev/null, whole processes, every peer in turn in each round. */

import { median, outputBytes, type Program, timed } from "./process.ts";
import { judged, type Row, type Section } from "./table.ts";

const ROUNDS = 3;
const LARGE_FLEET = ["--number-of-companies", "20000", "--max-companies", "20000"];
const RANGE = ["--from", "2026-01-01T00:00:00Z", "--to", "2026-01-01T04:00:00Z"];
const NAIVE_ROWS = 1_000_000;

interface Contender {
  readonly name: string;
  readonly command: readonly string[];
  readonly rows: number;
  readonly bytes: number;
  readonly seconds: number[];
}

export async function benchEmit(programs: readonly Program[]): Promise<Section> {
  const contenders = await line(programs);
  for (let round = 0; round < ROUNDS; round++) {
    for (const { command, seconds } of contenders) {
      seconds.push((await timed(command, { oneCore: true })).seconds);
    }
  }
  const rows = contenders.map((contender): Row => ({
    what: contender.name,
    figure: `${megabytes(contender).toFixed(0)} MB/s, ${
      (rate(contender) / 1e6).toFixed(2)
    } M rows/s`,
  }));
  return { title: "One core, to /dev/null", rows: [...rows, ...verdicts(contenders)] };
}

async function line(programs: readonly Program[]): Promise<Contender[]> {
  const contenders: Contender[] = [];
  for (const { name, command } of programs) {
    const emit = [...command, "emit", ...RANGE, ...LARGE_FLEET];
    const bytes = await outputBytes(emit);
    contenders.push({ name, command: emit, bytes, rows: Math.round(bytes / 260.1), seconds: [] });
  }
  const naive = [Deno.execPath(), "run", "bench/peers/naive.ts", String(NAIVE_ROWS)];
  const naiveBytes = await outputBytes(naive);
  contenders.push({
    name: "naive program: objects and JSON.stringify",
    command: naive,
    bytes: naiveBytes,
    rows: NAIVE_ROWS,
    seconds: [],
  });
  const tpch = ["tpchgen-cli", "--tables", "lineitem", "--num-threads", "1", "--stdout", "-s", "1"];
  const tpchBytes = await outputBytes(tpch).catch(() => 0);
  if (tpchBytes > 0) {
    const name = "tpchgen-cli, lineitem";
    contenders.push({ name, command: tpch, bytes: tpchBytes, rows: 6_001_215, seconds: [] });
  }
  return contenders;
}

function verdicts(contenders: readonly Contender[]): Row[] {
  const ours = contenders.filter(({ name }) => name.startsWith("fleetgen"));
  const naive = contenders.find(({ name }) => name.startsWith("naive"));
  const tpch = contenders.find(({ name }) => name.startsWith("tpchgen"));
  return ours.flatMap((our) => [
    ...(naive === undefined ? [] : [
      judged(`${our.name} against naive`, "MB/s", {
        value: megabytes(our) / megabytes(naive),
        atLeast: 6,
        unit: "x",
      }),
    ]),
    ...(tpch === undefined
      ? [{ what: "tpchgen-cli", figure: "left out: pip install tpchgen-cli" }]
      : [
        judged(`${our.name} against tpchgen-cli`, "MB/s", {
          value: megabytes(our) / megabytes(tpch),
          atLeast: 5,
          unit: "x",
        }),
        judged(`${our.name} against tpchgen-cli`, "rows/s", {
          value: rate(our) / rate(tpch),
          atLeast: 2.2,
          unit: "x",
        }),
      ]),
  ]);
}

function megabytes({ bytes, seconds }: Contender): number {
  return bytes / median(seconds) / 1e6;
}

function rate({ rows, seconds }: Contender): number {
  return rows / median(seconds);
}
