import { Disk, type DiskStep } from "../../src/storage/disk.ts";

export interface StepOptions {
  /** The number of the step that fails, from 0. */
  readonly failAt?: number;
  /** True when everything after the failed step fails too, as after a kill. */
  readonly isKill?: boolean;
  /** Whether a step counts. */
  readonly counts?: (step: DiskStep, path: string) => boolean;
}

/** A disk that remembers its steps (`"sync companies.jsonl"`) and fails one of them. */
export class StepDisk extends Disk {
  readonly steps: string[] = [];
  readonly #options: StepOptions;

  constructor(options: StepOptions = {}) {
    super({ before: (step, path) => this.#take(step, path) });
    this.#options = options;
  }

  /** Only a step: a real fsync of a directory shows nothing to a test, and takes most of its time. */
  override syncDirectory(path: string): Promise<void> {
    return Promise.try(() => this.#take("syncDirectory", path));
  }

  #take(step: DiskStep, path: string): void {
    const { failAt = Infinity, isKill = false, counts = all } = this.#options;
    if (!counts(step, path)) return;
    const number = this.steps.length;
    this.steps.push(`${step} ${path.slice(path.lastIndexOf("/") + 1)}`);
    if (number === failAt || (isKill && number > failAt)) throw new InjectedFailure(step, path);
  }
}

/** A disk that begins to count its steps when it is armed, and fails from step `failAt` on. */
export class BreakableDisk extends StepDisk {
  isArmed = false;

  constructor(failAt: number) {
    super({ failAt, isKill: true, counts: () => this.isArmed });
  }
}

export class InjectedFailure extends Error {
  constructor(step: string, path: string) {
    super(`injected at ${step} of ${path}`);
    this.name = "InjectedFailure";
  }
}

function all(): boolean {
  return true;
}
