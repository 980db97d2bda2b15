import {
  type BatchRow,
  type CleanAnswer,
  type Control,
  type ControlAnswer,
  Refusal,
  type StatusReport,
} from "../../src/runtime/control.ts";

const NOW = "2026-01-01T00:15:00.000Z";

/** A generator without data: it obeys, remembers what it was asked, and fails as a test tells it to. */
export class FakeControl implements Control {
  /** Every command that arrived, in order. */
  readonly calls: string[] = [];
  paused = false;
  isAlive = true;
  reason: string | null = null;
  /** Thrown by every method when set. */
  failure: unknown = null;
  rows: BatchRow[] = [];
  settings: Record<string, unknown> = { seed: 42, geographies: { US: 1 } };

  status(): StatusReport {
    this.#fail();
    const status = this.paused ? "paused" : "running";
    return {
      status,
      timestamp: NOW,
      version: "1.0.0",
      uptime: { seconds: 900, hours: 0.25, startTime: "2026-01-01T00:00:00.000Z" },
      companyGenerator: {
        totalBatches: 1,
        totalCompanies: 100,
        lastBatchTime: NOW,
        idleSeconds: 0,
      },
      driverGenerator: {
        totalBatches: 1,
        totalEvents: 3500,
        lastBatchTime: NOW,
        lastBatchId: "20260101T000000Z",
        lastIntervalEnd: NOW,
        nextDue: "2026-01-01T00:30:00.000Z",
        lagSeconds: 0,
        idleSeconds: 0,
      },
      lifecycle: { state: status, paused: this.paused, shutdownRequested: false, since: NOW },
      state: { lastSaved: NOW, stateFile: "data/manifests/generator_state.json" },
      dataset: null,
      disk: { freeBytes: 1_000_000, hoursLeft: null },
      autoReinit: { performed: false, at: null, actions: [], missingFiles: [] },
    };
  }

  alive(): boolean {
    return this.isAlive;
  }

  unready(): Promise<string | null> {
    return Promise.resolve(this.reason);
  }

  pause(): Promise<ControlAnswer> {
    return this.#switch("pause", true);
  }

  resume(): Promise<ControlAnswer> {
    return this.#switch("resume", false);
  }

  clean(): Promise<CleanAnswer> {
    return Promise.try(() => {
      this.#call("clean");
      if (!this.paused) throw new Refusal("not-paused", "Cannot clean: pause the generator first.");
      return {
        success: true,
        message: "Data cleaned successfully",
        status: "paused",
        cleanupStatus: "complete",
        deletedItems: [{ path: "raw/events", kind: "directory", files: 2, bytes: 10 }],
        counts: { companies: 100, batches: 1, events: 3500, files: 2, bytes: 10 },
      };
    });
  }

  batches({ limit, before }: { readonly limit: number; readonly before?: string }): BatchRow[] {
    this.#fail();
    return this.rows.filter((row) => before === undefined || row.batchId < before).slice(0, limit);
  }

  config(): Record<string, unknown> {
    this.#fail();
    return this.settings;
  }

  #switch(verb: "pause" | "resume", paused: boolean): Promise<ControlAnswer> {
    return Promise.try(() => {
      this.#call(verb);
      const status = paused ? "paused" : "running";
      if (this.paused === paused) {
        return { success: true, message: `Generator is already ${status}`, status, changed: false };
      }
      this.paused = paused;
      return { success: true, message: `Generator ${verb}d successfully`, status };
    });
  }

  #call(name: string): void {
    this.calls.push(name);
    this.#fail();
  }

  #fail(): void {
    if (this.failure !== null) throw this.failure;
  }
}
