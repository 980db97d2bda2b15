/** How far a backfill has come, on standard error. */

import type { Made } from "../runtime/backfill.ts";
import type { BackfillPlan } from "../runtime/backfill_plan.ts";
import type { CommandContext } from "./context.ts";

/** A piped standard error gets a line this often instead of a bar. */
const LINE_EVERY_MS = 5000;
const WIDTH = 30;

export class Progress {
  readonly #context: CommandContext;
  readonly #plan: BackfillPlan;
  readonly #started = performance.now();
  readonly #terminal = Deno.stderr.isTerminal();
  #shownAt = 0;
  #last: Made = { batches: 0, events: 0, bytes: 0 };

  constructor(context: CommandContext, plan: BackfillPlan) {
    this.#context = context;
    this.#plan = plan;
  }

  /** The estimate, before anything is made. */
  announce(): void {
    const { batches, events, bytes, seconds } = this.#plan;
    this.#context.err(
      `About to make ${batches} batches: ${millions(events)} M events, ` +
        `${millions(bytes)} MB, about ${duration(seconds)}.`,
    );
  }

  show(made: Made): void {
    this.#last = made;
    const now = performance.now();
    if (now - this.#shownAt < (this.#terminal ? 100 : LINE_EVERY_MS)) return;
    this.#shownAt = now;
    const line = this.#line(made, (now - this.#started) / 1000);
    if (this.#terminal) Deno.stderr.writeSync(new TextEncoder().encode(`\r\x1b[K${line}`));
    else this.#context.err(line);
  }

  finish(totals: { readonly batches: number; readonly events: number }): void {
    if (this.#terminal) Deno.stderr.writeSync(new TextEncoder().encode("\r\x1b[K"));
    const seconds = (performance.now() - this.#started) / 1000;
    const { batches, events, bytes } = this.#last;
    if (this.#context.json) {
      const made = { batches, events, bytes, seconds };
      return this.#context.out(JSON.stringify({
        made,
        dataset: { batches: totals.batches, events: totals.events },
      }));
    }
    this.#context.out(
      `Made ${batches} batches with ${events} events in ${seconds.toFixed(1)} s; ` +
        `the dataset has ${totals.batches} batches with ${totals.events} events.`,
    );
  }

  #line({ batches, events, bytes }: Made, seconds: number): string {
    const share = batches / Math.max(1, this.#plan.batches);
    const bar = "#".repeat(Math.round(share * WIDTH)).padEnd(WIDTH, ".");
    const left = share > 0 ? seconds / share - seconds : this.#plan.seconds;
    return `[${bar}] ${(100 * share).toFixed(0)} %  ${millions(events / seconds)} M events/s  ` +
      `${millions(bytes / seconds)} MB/s  ETA ${duration(left)}`;
  }
}

function millions(value: number): string {
  return (value / 1e6).toFixed(value < 1e7 ? 2 : 0);
}

function duration(seconds: number): string {
  if (seconds < 90) return `${Math.ceil(seconds)} s`;
  return seconds < 5400 ? `${Math.ceil(seconds / 60)} min` : `${(seconds / 3600).toFixed(1)} h`;
}
