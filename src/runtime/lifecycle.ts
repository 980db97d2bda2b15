/** Running, pausing, paused, stopping: asked for by anyone, carried out by the loop. */

import type { Clock } from "./clock.ts";
import type { Status } from "./control.ts";

/** What is staged and fsynced this long after a pause was asked for is still committed. */
const PAUSE_GRACE_MS = 1000;

type Wish = "run" | "pause" | "stop";

export class Lifecycle {
  readonly #clock: Clock;
  #wish: Wish = "run";
  #paused = false;
  #since: number;
  #wake = new AbortController();
  #grace = new AbortController();
  #settled = Promise.withResolvers<void>();

  constructor(clock: Clock) {
    this.#clock = clock;
    this.#since = clock.now();
  }

  get wish(): Wish {
    return this.#wish;
  }

  get paused(): boolean {
    return this.#paused;
  }

  /** When the state last changed, in ms since 1970 UTC. */
  get since(): number {
    return this.#since;
  }

  /** Aborted at the next wish: what every wait of the loop listens to. */
  get wake(): AbortSignal {
    return this.#wake.signal;
  }

  /** Aborted when work under way has to be dropped, because of a pause or a stop. */
  get grace(): AbortSignal {
    return this.#grace.signal;
  }

  state(degraded: boolean): Status {
    if (this.#wish === "stop") return "stopping";
    if (this.#wish === "pause") return this.#paused ? "paused" : "pausing";
    return degraded ? "degraded" : "running";
  }

  /** Asks for a pause; resolves once nothing is committed any more. */
  pause(): Promise<void> {
    if (this.#wish === "run") {
      this.#ask("pause");
      void this.#clock.sleep(PAUSE_GRACE_MS, this.wake).then(this.#endGrace(this.wake));
    }
    return this.#settled.promise;
  }

  resume(): void {
    if (this.#wish === "stop") return;
    // One that has not ended is what work under way listens to, and the next pause has to end it.
    if (this.#grace.signal.aborted) this.#grace = new AbortController();
    this.#paused = false;
    this.#settled.resolve();
    this.#settled = Promise.withResolvers<void>();
    this.#ask("run");
  }

  stop(): void {
    this.#ask("stop");
    this.#grace.abort();
    this.#settled.resolve();
  }

  /** The loop says that it has come to rest; what was asked for meanwhile counts for more. */
  enterPaused(): void {
    if (this.#wish !== "pause") return;
    this.#paused = true;
    this.#since = this.#clock.now();
    this.#settled.resolve();
  }

  #ask(wish: Wish): void {
    this.#wish = wish;
    this.#since = this.#clock.now();
    const wake = this.#wake;
    this.#wake = new AbortController();
    wake.abort();
  }

  /** Ends the grace unless something else was asked for since the pause that `asked` began with. */
  #endGrace(asked: AbortSignal): () => void {
    return () => {
      if (asked === this.wake) this.#grace.abort();
    };
  }
}
