/** The port through which the control server sees the generator. Names become snake_case on the wire. */

export type Status = "running" | "pausing" | "paused" | "degraded" | "stopping";

/** Times are RFC 3339 UTC text with milliseconds, or null before there is one. */
export interface StatusReport {
  readonly status: Status;
  readonly reason?: string;
  readonly timestamp: string;
  readonly version: string;
  readonly uptime: { readonly seconds: number; readonly hours: number; readonly startTime: string };
  readonly companyGenerator: {
    /** Cohorts with at least one company. */
    readonly totalBatches: number;
    readonly totalCompanies: number;
    readonly lastBatchTime: string | null;
    readonly idleSeconds: number | null;
  };
  readonly driverGenerator: {
    readonly totalBatches: number;
    readonly totalEvents: number;
    readonly lastBatchTime: string | null;
    readonly lastBatchId: string | null;
    readonly lastIntervalEnd: string | null;
    /** Simulated time. */
    readonly nextDue: string | null;
    /** Wall seconds for which the oldest due item has been due. */
    readonly lagSeconds: number;
    readonly idleSeconds: number | null;
  };
  readonly lifecycle: {
    readonly state: Status;
    readonly paused: boolean;
    readonly shutdownRequested: boolean;
    readonly since: string;
  };
  readonly state: { readonly lastSaved: string | null; readonly stateFile: string };
  /** Null while there is no dataset yet. */
  readonly dataset: DatasetReport | null;
  readonly disk: { readonly freeBytes: number | null; readonly hoursLeft: number | null };
  /** What recovery, or the start after a clean, did. */
  readonly autoReinit: {
    readonly performed: boolean;
    readonly at: string | null;
    readonly actions: readonly string[];
    readonly missingFiles: readonly string[];
  };
}

export interface DatasetReport {
  readonly seed: number;
  readonly startTime: string;
  readonly dataDir: string;
  readonly epoch: number;
  readonly reproduceWith: string;
}

/** The answer of pause and resume; `changed: false` is present only on a repeat. */
export interface ControlAnswer {
  readonly success: true;
  readonly message: string;
  readonly status: Status;
  readonly changed?: false;
}

export interface DeletedItem {
  readonly path: string;
  readonly kind: "file" | "directory" | "link";
  readonly files: number;
  readonly bytes: number;
}

export interface CleanAnswer {
  readonly success: true;
  readonly message: string;
  readonly status: Status;
  readonly cleanupStatus: string;
  readonly deletedItems: readonly DeletedItem[];
  readonly counts: {
    readonly companies: number;
    readonly batches: number;
    readonly events: number;
    readonly files: number;
    readonly bytes: number;
  };
}

export interface BatchRow {
  readonly batchId: string;
  readonly intervalStart: string;
  readonly intervalEnd: string;
}

/** Why the generator says no. The server has the one table from these to HTTP statuses. */
export type RefusalCode =
  | "not-paused"
  | "clean-in-progress"
  | "unsafe-path"
  | "not-writable"
  | "clean-incomplete"
  | "starting"
  | "stopping";

export class Refusal extends Error {
  constructor(
    readonly code: RefusalCode,
    detail: string,
    /** What a failed clean left behind. */
    readonly remaining?: readonly string[],
  ) {
    super(detail);
    this.name = "Refusal";
  }
}

export interface Control {
  /** From memory, in constant time. */
  status(): StatusReport;
  /** Whether the loop's heartbeat is at most 5 s old. */
  alive(): boolean;
  /** Null when ready, else the reason why not. */
  unready(): Promise<string | null>;
  /** @throws {Refusal} */
  pause(): Promise<ControlAnswer>;
  /** @throws {Refusal} */
  resume(): Promise<ControlAnswer>;
  /** @throws {Refusal} */
  clean(): Promise<CleanAnswer>;
  /** The newest batches first, `before` (a batch id) excluded. */
  batches(query: { readonly limit: number; readonly before?: string }): readonly BatchRow[];
  /** What is in force, by configuration key. */
  config(): Readonly<Record<string, unknown>>;
}
